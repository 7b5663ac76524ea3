// What an edit is written as: the number of each kind, and its fields in their order, said once for
// writing and for reading. For edit_codec.cpp only; the bytes are in README.md. `io` takes one
// field at a time, by value to write it or by reference to fill it.
#pragma once

#include "core/instruments/edit.h"

#include <concepts>
#include <cstdint>
#include <type_traits>

namespace meterbench::instruments {

/// The first byte of an edit. A number is never given to another kind.
template <class E>
inline constexpr std::uint8_t kKind = 0;
template <>
inline constexpr std::uint8_t kKind<Create> = 1;
template <>
inline constexpr std::uint8_t kKind<Remove> = 2;
template <>
inline constexpr std::uint8_t kKind<SetHelp> = 3;
template <>
inline constexpr std::uint8_t kKind<AddSeries> = 4;
template <>
inline constexpr std::uint8_t kKind<RemoveSeries> = 5;
template <>
inline constexpr std::uint8_t kKind<Increment> = 6;
template <>
inline constexpr std::uint8_t kKind<SetValue> = 7;
template <>
inline constexpr std::uint8_t kKind<Choose> = 8;
template <>
inline constexpr std::uint8_t kKind<SetInfo> = 9;
template <>
inline constexpr std::uint8_t kKind<Observe> = 10;
template <>
inline constexpr std::uint8_t kKind<PutInstrument> = 11;
template <>
inline constexpr std::uint8_t kKind<PutState> = 12;
template <>
inline constexpr std::uint8_t kKind<PutDriver> = 13;
template <>
inline constexpr std::uint8_t kKind<RemoveDriver> = 14;

/// Type as it is written; the enum may be put in another order.
inline constexpr Type kTypes[] = {
    Type::Counter, Type::Gauge, Type::Info, Type::Enum, Type::Histogram};

inline constexpr DriverKind kDrivers[] = {
    DriverKind::Constant,
    DriverKind::Ramp,
    DriverKind::Sine,
    DriverKind::RandomWalk,
    DriverKind::Poisson,
    DriverKind::Replay,
    DriverKind::Cycle};

/// A T or a const T: fields() is the one description for writing and reading.
template <class T, class Plain>
concept Like = std::same_as<std::remove_const_t<T>, Plain>;

void fields(auto& io, Like<model::Label> auto& label) {
    io(label.name);
    io(label.value);
}

void fields(auto& io, Like<Place> auto& place) {
    io(place.name);
    io(place.labels);
}

void fields(auto& io, Like<Definition> auto& definition) {
    io(definition.type);
    io(definition.name);
    io(definition.help);
    io(definition.unit);
    io(definition.labelNames);
    io(definition.states);
    io(definition.bounds);
}

void fields(auto& io, Like<State> auto& state) {
    io(state.value);
    io(state.chosen);
    io(state.info);
    io(state.counts);
    io(state.createdMs);
}

void fields(auto& io, Like<Recording> auto& recording) {
    io(recording.name);
    io(recording.seconds);
    io(recording.values);
}

void fields(auto& io, Like<Driver> auto& driver) {
    io(driver.kind);
    io(driver.rate);
    io(driver.step);
    io(driver.from);
    io(driver.to);
    io(driver.periodSeconds);
    io(driver.repeats);
    io(driver.seed);
    io(driver.recording);
    io(driver.speed);
    io(driver.isPaused);
}

void fields(auto& io, Like<Instrument> auto& instrument) {
    io(instrument.definition);
    io(instrument.series);
    io(instrument.drivers);
}

void fields(auto& io, Like<Create> auto& edit) {
    io(edit.definition);
}

void fields(auto& io, Like<Remove> auto& edit) {
    io(edit.name);
}

void fields(auto& io, Like<SetHelp> auto& edit) {
    io(edit.name);
    io(edit.help);
}

void fields(auto& io, Like<AddSeries> auto& edit) {
    io(edit.place);
}

void fields(auto& io, Like<RemoveSeries> auto& edit) {
    io(edit.place);
}

void fields(auto& io, Like<Increment> auto& edit) {
    io(edit.place);
    io(edit.by);
}

void fields(auto& io, Like<SetValue> auto& edit) {
    io(edit.place);
    io(edit.to);
}

void fields(auto& io, Like<Choose> auto& edit) {
    io(edit.place);
    io(edit.state);
}

void fields(auto& io, Like<SetInfo> auto& edit) {
    io(edit.place);
    io(edit.info);
}

void fields(auto& io, Like<Observe> auto& edit) {
    io(edit.place);
    io(edit.value);
}

void fields(auto& io, Like<PutInstrument> auto& edit) {
    io(edit.at);
    io(edit.instrument);
}

void fields(auto& io, Like<PutState> auto& edit) {
    io(edit.name);
    io(edit.labelValues);
    io(edit.state);
    io(edit.driver);
}

void fields(auto& io, Like<PutDriver> auto& edit) {
    io(edit.place);
    io(edit.driver);
}

void fields(auto& io, Like<RemoveDriver> auto& edit) {
    io(edit.place);
}

} // namespace meterbench::instruments
