#include "core/instruments/instrument.h"

namespace meterbench::instruments {

std::string_view typeName(Type type) {
    switch (type) {
    case Type::Counter:
        return "counter";
    case Type::Gauge:
        return "gauge";
    case Type::Info:
        return "info";
    case Type::Enum:
        return "enum";
    case Type::Histogram:
        return "histogram";
    }
    return "gauge";
}

model::MetricType metricType(Type type) {
    switch (type) {
    case Type::Counter:
        return model::MetricType::Counter;
    case Type::Gauge:
        return model::MetricType::Gauge;
    case Type::Info:
        return model::MetricType::Info;
    case Type::Enum:
        return model::MetricType::StateSet;
    case Type::Histogram:
        return model::MetricType::Histogram;
    }
    return model::MetricType::Unknown;
}

} // namespace meterbench::instruments
