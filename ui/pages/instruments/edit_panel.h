// EditPanel: the strip at the bottom of the page in which one thing is entered: a few fields, what
// is wrong with them while they are typed, and the button that does it. What the fields mean is
// told by whoever opens it. Enter does it, Esc closes. Gui thread.
#pragma once

#include "ui/widgets/basics.h"

#include <QHash>
#include <QStringList>

#include <functional>
#include <utility>
#include <vector>

class QPushButton;

namespace meterbench::ui {

class EditPanel final : public Bar {
    Q_OBJECT

public:
    enum class Kind : quint8 { Text, Name, Lines, Choice, Check };

    struct Field {
        QString key;
        QString label;
        Kind kind = Kind::Text;
        QString initial;
        QString placeholder;
        QStringList choices; ///< of Choice: what is shown; the value is its number
        /// Of Text and Name: what could be meant, in a list under the field; empty: no list.
        std::function<QStringList(const QString& typed)> proposals = {};
    };

    using Values = QHash<QString, QString>;

    struct Spec {
        QString title;
        QString action; ///< of the button
        std::vector<Field> fields;
        /// What is wrong with the values, and with which field (empty: with the whole); empty:
        /// well.
        std::function<std::pair<QString, QString>(const Values&)> check;
        std::function<void(const Values&)> accept;
        /// Called with new values, before they are checked; empty: nobody wants to know.
        std::function<void(const Values&)> changed;
        /// Which fields are to be seen; empty: all.
        std::function<bool(const QString& key, const Values&)> isShown;
    };

    explicit EditPanel(QWidget* parent);

    void open(Spec spec);
    /// What came back: a reason, shown where the person acts; empty closes the panel.
    void finish(const QString& problem);
    void close();

    [[nodiscard]] bool isOpen() const { return isVisible(); }

    [[nodiscard]] Values values() const;
    /// Of a field of one line or several.
    void setValue(const QString& key, const QString& value);
    [[nodiscard]] QWidget* fieldWidget(const QString& key) const;

    [[nodiscard]] QPushButton* acceptButton() const { return m_accept; }

    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Line {
        Field field;
        QWidget* label = nullptr;
        QWidget* editor = nullptr;
    };

    void build();
    [[nodiscard]] QWidget* makeEditor(const Field& field);
    [[nodiscard]] QWidget* makeLineEditor(const Field& field);
    void look();
    void tryAccept();

    Spec m_spec;
    std::vector<Line> m_lines;
    PlainLabel* m_title = nullptr;
    QWidget* m_form = nullptr;
    PlainLabel* m_problem = nullptr;
    QPushButton* m_accept = nullptr;
    bool m_isLooking = false;
};

} // namespace meterbench::ui
