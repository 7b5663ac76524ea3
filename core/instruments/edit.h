// Edit: everything that can be done to a bench, as plain values: what the window, the HTTP
// interfaces and the journal speak. Names may be written with or without the suffix of the type;
// labels may come in any order, those left out are empty.
#pragma once

#include "core/instruments/driver.h"
#include "core/instruments/instrument.h"
#include "core/model/labels.h"

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace meterbench::instruments {

/// Which series an edit is about.
struct Place {
    std::string name;
    std::vector<model::Label> labels;

    friend bool operator==(const Place&, const Place&) = default;
};

/// One without labels has its only series at once.
struct Create {
    Definition definition;
};

struct Remove {
    std::string name;
};

struct SetHelp {
    std::string name;
    std::string help;
};

/// A series that has not moved yet; no harm when it is there.
struct AddSeries {
    Place place;
};

struct RemoveSeries {
    Place place;
};

/// Counter (by >= 0, finite) and Gauge; makes the series when it is not there, as the next four.
struct Increment {
    Place place;
    double by = 1;
};

struct SetValue { ///< Gauge
    Place place;
    double to = 0;
};

struct Choose { ///< Enum
    Place place;
    std::string state;
};

struct SetInfo { ///< Info: replaces all pairs
    Place place;
    InfoPairs info;
};

struct Observe { ///< Histogram; not NaN
    Place place;
    double value = 0;
};

/// A whole instrument, at its place in the order; takes back a Remove.
struct PutInstrument {
    Instrument instrument;
    std::size_t at = 0;
};

/// A whole state; takes back everything that moves a series.
struct PutState {
    std::string name; ///< of the family
    LabelValues labelValues;
    State state;
    std::optional<Driver> driver = {}; ///< goes with it when the series was taken away
};

/// A driver for a series, which is made when it is not there; replaces the former one.
struct PutDriver {
    Place place;
    Driver driver;
};

struct RemoveDriver {
    Place place;
};

using Edit = std::variant<
    Create,
    Remove,
    SetHelp,
    AddSeries,
    RemoveSeries,
    Increment,
    SetValue,
    Choose,
    SetInfo,
    Observe,
    PutInstrument,
    PutState,
    PutDriver,
    RemoveDriver>;

} // namespace meterbench::instruments
