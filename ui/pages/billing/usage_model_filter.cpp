// What a filter looks through. The texts of many rows are made in the thread pool, and only when
// somebody filters.
#include "ui/pages/billing/usage_model.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace meterbench::ui {

UsageModel::Texts UsageModel::textsOf(const Customers& customers) {
    Texts made;
    auto text = std::make_shared<RowText>();
    for (std::uint32_t i = 0; i < customers.size(); ++i) {
        const usage::CustomerRow& customer = *customers[i];
        const auto dimensions = static_cast<std::int32_t>(customer.dimensions.size());
        for (std::int32_t d = dimensions == 0 ? kItself : 0; d < dimensions; ++d) {
            text->addField("customer", customer.id);
            text->addOwn("name", customer.name);
            text->addField("plan", customer.plan);
            if (d != kItself) {
                const usage::DimensionRow& row = *customer.dimensions[static_cast<std::size_t>(d)];
                text->addField("dimension", row.dimension);
                text->addField("meter", row.meter);
                text->addOwn("unit", row.unit);
            }
            text->endRow();
            made.rows.push_back({i, d});
        }
    }
    made.text = std::move(text);
    return made;
}

/// A wrong filter lets nothing through here: whoever takes the texts looks at it himself.
void UsageModel::match(Texts& texts, const QString& wanted) {
    texts.wanted = wanted;
    if (const auto filter = Filter::parse(wanted.toStdString())) {
        texts.matched = matchRows(*texts.text, *filter, {});
    }
}

void UsageModel::setFilterText(const QString& text) {
    m_wantedText = text;
    const bool hasTexts = m_textCustomers != nullptr;
    if (hasTexts || text.isEmpty()) {
        m_filter.setText(text);
    } else if (m_textsOf == nullptr) {
        makeTexts(m_customers);
    }
}

/// Then shows these customers, filtered.
void UsageModel::makeTexts(CustomersPtr customers) {
    if (m_textsOf != nullptr && isSameShape(*m_textsOf, *customers)) {
        return; // they are being made
    }
    std::size_t rows = 0;
    for (const usage::CustomerPtr& customer : *customers) {
        rows += customer->dimensions.size() + 1;
    }
    if (rows <= kHere) {
        Texts texts = textsOf(*customers);
        match(texts, m_wantedText);
        takeTexts(customers, std::move(texts));
        return;
    }
    m_textsOf = customers;
    const QPointer<UsageModel> self(this);
    QThreadPool::globalInstance()->start([self,
                                          context = this,
                                          wanted = m_wantedText,
                                          customers = std::move(customers)]() mutable {
        auto texts = std::make_shared<Texts>(textsOf(*customers));
        match(*texts, wanted);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, context, texts, customers = std::move(customers)] {
                if (!self.isNull() && context->m_textsOf == customers) {
                    context->takeTexts(customers, std::move(*texts));
                }
            },
            Qt::QueuedConnection
        );
    });
}

void UsageModel::takeTexts(const CustomersPtr& customers, Texts texts) {
    m_textsOf.reset();
    if (!isSameShape(*customers, *m_customers)) {
        setCustomers(customers, std::move(texts));
        return;
    }
    // What is shown may be newer than what the texts were made of; the places are the same.
    m_filterRows = std::move(texts.rows);
    m_textCustomers = m_customers;
    if (texts.wanted == m_wantedText) {
        m_filter.setAnswered(std::move(texts.text), m_wantedText, std::move(texts.matched));
        return;
    }
    {
        const QSignalBlocker quiet(m_filter);
        m_filter.setRows(std::move(texts.text));
    }
    m_filter.setText(m_wantedText); // somebody typed on
}

void UsageModel::noteFiltered() {
    m_isFiltered = m_textCustomers != nullptr && !m_filter.isOpen();
}

void UsageModel::filterChanged() {
    noteFiltered();
    show(wantedRows(*m_customers), m_customers);
    Q_EMIT countsChanged();
}

} // namespace meterbench::ui
