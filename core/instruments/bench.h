// Bench: all instruments and the rules by which they change. An edit is applied whole or not at
// all. Names are unique over everything that a metric exposes: a counter `x` also stands for
// x_total and x_created. One thread. Errors: InvalidInput (what is wrong and what would be right),
// NotFound.
#pragma once

#include "core/base/result.h"
#include "core/instruments/edit.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meterbench::instruments {

class Bench {
public:
    /// Answers the edit that takes this one back.
    [[nodiscard]] base::Result<Edit> apply(const Edit& edit, std::int64_t nowMs);

    /// In the order in which they were made.
    [[nodiscard]] const std::vector<Instrument>& instruments() const { return m_instruments; }

    /// By any name that it stands for; null: there is none.
    [[nodiscard]] const Instrument* find(std::string_view name) const;

    /// Grows with every edit.
    [[nodiscard]] std::uint64_t generation() const { return m_generation; }

    /// The generation in which the instrument at this place changed last.
    [[nodiscard]] std::uint64_t changedAt(std::size_t index) const { return m_changedAt[index]; }

    using IsTaken = std::function<bool(std::string_view name)>;

    /// Asked for each name of a new instrument: does something else stand under it?
    void setIsTaken(IsTaken isTaken) { m_isTaken = std::move(isTaken); }

private:
    struct Found {
        Instrument& instrument;
        LabelValues values;
    };

    struct Hash {
        using is_transparent = void;

        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>()(text);
        }
    };

    base::Result<Edit> run(const Create& edit, std::int64_t nowMs);
    base::Result<Edit> run(const Remove& edit, std::int64_t nowMs);
    base::Result<Edit> run(const SetHelp& edit, std::int64_t nowMs);
    base::Result<Edit> run(const AddSeries& edit, std::int64_t nowMs);
    base::Result<Edit> run(const RemoveSeries& edit, std::int64_t nowMs);
    base::Result<Edit> run(const Increment& edit, std::int64_t nowMs);
    base::Result<Edit> run(const SetValue& edit, std::int64_t nowMs);
    base::Result<Edit> run(const Choose& edit, std::int64_t nowMs);
    base::Result<Edit> run(const SetInfo& edit, std::int64_t nowMs);
    base::Result<Edit> run(const Observe& edit, std::int64_t nowMs);
    base::Result<Edit> run(const PutInstrument& edit, std::int64_t nowMs);
    base::Result<Edit> run(const PutState& edit, std::int64_t nowMs);
    base::Result<Edit> run(const PutDriver& edit, std::int64_t nowMs);
    base::Result<Edit> run(const RemoveDriver& edit, std::int64_t nowMs);

    [[nodiscard]] base::Result<std::size_t> indexOf(std::string_view name) const;
    [[nodiscard]] base::Result<Found> locate(const Place& place);
    [[nodiscard]] base::Status checkNew(const Definition& definition) const;
    template <class Move>
    base::Result<Edit> move(const Place& place, Type type, std::int64_t nowMs, Move&& change);
    void touch(const Instrument& instrument);
    void numberNames();
    void numberLast();

    std::vector<Instrument> m_instruments;
    std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> m_names;
    std::vector<std::uint64_t> m_changedAt; ///< by instrument
    IsTaken m_isTaken;
    std::uint64_t m_generation = 0;
};

/// Every name that a definition stands for: reqs, reqs_total, reqs_created.
[[nodiscard]] std::vector<std::string> namesOf(const Definition& definition);

} // namespace meterbench::instruments
