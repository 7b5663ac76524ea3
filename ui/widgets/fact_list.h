// FactList: names at the left, values at the right, with small heads between; one widget however
// many rows. For inspectors. Values are plain text and elide in the middle; the whole is copied
// with Ctrl+C. Gui thread.
#pragma once

#include "ui/widgets/theme.h"

#include <QString>
#include <QWidget>

#include <vector>

namespace meterbench::ui {

struct Fact {
    QString name;
    QString value;
    Token token = Token::Text;
    bool mono = false;
    bool isHead = false;

    friend bool operator==(const Fact&, const Fact&) = default;
};

class FactList final : public QWidget {
    Q_OBJECT

public:
    explicit FactList(QWidget* parent = nullptr);
    void setFacts(std::vector<Fact> facts);

    [[nodiscard]] const std::vector<Fact>& facts() const { return m_facts; }

    [[nodiscard]] QSize sizeHint() const override;

    [[nodiscard]] QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    std::vector<Fact> m_facts;
};

} // namespace meterbench::ui
