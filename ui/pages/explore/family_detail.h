// FamilyDetail: what is known of one family: name, type, help, and each of its labels with the
// share of every value. All of it is text from outside: drawn plain. Gui thread.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

namespace meterbench::ui {

struct FamilyText {
    struct Label {
        QString name;
        QString count;  ///< "3 values"
        QString values; ///< "acme 41 % · globex 38 %"

        friend bool operator==(const Label&, const Label&) = default;
    };

    QString name;
    QString about; ///< "counter · Requests handled, by customer."
    QVector<Label> labels;

    friend bool operator==(const FamilyText&, const FamilyText&) = default;
};

class FamilyDetail final : public QWidget {
    Q_OBJECT

public:
    explicit FamilyDetail(QWidget* parent = nullptr);

    void setText(const FamilyText& text);

    [[nodiscard]] const FamilyText& text() const { return m_text; }

    [[nodiscard]] QSize sizeHint() const override;

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }

    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    /// Paints, or only measures without a painter; answers the height.
    int layOut(QPainter* painter, int width) const;

    FamilyText m_text;
};

} // namespace meterbench::ui
