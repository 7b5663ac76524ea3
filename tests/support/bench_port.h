// A bench that the ICOS routes work on, with nothing written down.
#pragma once

#include "core/icos/routes.h"

namespace meterbench::tests {

class BenchPort final : public icos::BenchPort {
public:
    [[nodiscard]] const instruments::Bench& bench() const override { return m_bench; }

    [[nodiscard]] base::Status apply(std::span<const instruments::Edit> edits) override {
        for (const instruments::Edit& edit : edits) {
            if (const auto done = m_bench.apply(edit, 1'700'000'000'000); !done) {
                return done.error();
            }
        }
        return {};
    }

    [[nodiscard]] bool isTaken(std::string_view family) const override {
        return family == "held_by_a_push";
    }

private:
    instruments::Bench m_bench;
};

} // namespace meterbench::tests
