// RowTable: which rows it paints again when some of them changed.
#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/row_table.h"

#include <QApplication>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QTest>

#include <set>

using namespace meterbench::ui;

namespace {

/// Notes the rows that are painted.
class NotingDelegate final : public CellDelegate {
public:
    using CellDelegate::CellDelegate;

    void paint(QPainter*, const QStyleOptionViewItem&, const QModelIndex& index) const override {
        m_rows.insert(index.row());
    }

    [[nodiscard]] const std::set<int>& rows() const { return m_rows; }

    void forget() { m_rows.clear(); }

private:
    mutable std::set<int> m_rows;
};

} // namespace

class RowTableTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void init() {
        m_model = std::make_unique<QStandardItemModel>(1'000, 3);
        m_table = std::make_unique<RowTable>();
        m_table->setModel(m_model.get());
        setUpTable(m_table.get(), {});
        m_delegate = new NotingDelegate(m_table.get());
        m_table->setItemDelegate(m_delegate);
        m_table->resize(500, 330);
        m_table->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_table.get()));
        QTRY_VERIFY(m_delegate->rows().contains(9));
        m_delegate->forget();
    }

    void onlyRowsThatChanged() {
        change(4, 5);
        QTRY_COMPARE(m_delegate->rows(), std::set<int>({4, 5}));
    }

    void whatIsNotSeenIsNotPainted() {
        change(500, 600);
        change(2, 2);
        QTRY_COMPARE(m_delegate->rows(), std::set<int>({2}));
    }

    void rowsThatAreSeenOfMore() {
        m_table->verticalScrollBar()->setValue(100 * m_table->rowHeight(0));
        QTRY_VERIFY(m_delegate->rows().contains(109));
        m_delegate->forget();
        change(0, 101);
        QTRY_COMPARE(m_delegate->rows(), std::set<int>({100, 101}));
        change(0, 999);
        QTRY_VERIFY(m_delegate->rows().size() >= 10U);
    }

private:
    void change(int first, int last) {
        Q_EMIT m_model->dataChanged(m_model->index(first, 0), m_model->index(last, 2));
    }

    std::unique_ptr<QStandardItemModel> m_model;
    std::unique_ptr<RowTable> m_table;
    NotingDelegate* m_delegate = nullptr;
};

QTEST_MAIN(RowTableTest)
#include "row_table_test.moc"
