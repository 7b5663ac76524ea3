// NewMetricForm: the strip at the bottom of the page that makes an instrument: type, name with
// advice while it is typed, help, unit, labels, and what the type needs. Gui thread.
#pragma once

#include "core/instruments/instrument.h"
#include "ui/pages/instruments/chip_field.h"
#include "ui/widgets/basics.h"

class QButtonGroup;
class QLineEdit;
class QPushButton;

namespace meterbench::ui {

class NewMetricForm final : public Bar {
    Q_OBJECT

public:
    explicit NewMetricForm(QWidget* parent);

    /// Empty, with the focus in the name.
    void open();
    /// What came back; empty closes the form.
    void finish(const QString& problem);

    [[nodiscard]] instruments::Definition definition() const;
    void setType(instruments::Type type);

    [[nodiscard]] QLineEdit* nameField() const { return m_name; }

    [[nodiscard]] ChipField* labelsField() const { return m_labels; }

    [[nodiscard]] QLineEdit* valuesField() const { return m_extra; }

    [[nodiscard]] QPushButton* createButton() const { return m_create; }

    [[nodiscard]] QPushButton* typeButton(instruments::Type type) const;
    [[nodiscard]] QString advice() const;

Q_SIGNALS:
    void created(const meterbench::instruments::Definition& definition);
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void buildFields();
    void look();
    void accept();
    [[nodiscard]] QString problemOf(const instruments::Definition& definition) const;
    [[nodiscard]] instruments::Type type() const;

    QButtonGroup* m_types = nullptr;
    QLineEdit* m_name = nullptr;
    PlainLabel* m_advice = nullptr;
    QPushButton* m_proposal = nullptr;
    QLineEdit* m_help = nullptr;
    QLineEdit* m_unit = nullptr;
    ChipField* m_labels = nullptr;
    PlainLabel* m_extraLabel = nullptr;
    QLineEdit* m_extra = nullptr; ///< states of an Enum, bounds of a Histogram
    PlainLabel* m_problem = nullptr;
    QPushButton* m_create = nullptr;
};

} // namespace meterbench::ui
