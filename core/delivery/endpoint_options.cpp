#include "core/delivery/endpoint_options.h"

namespace meterbench::delivery {

std::string_view nameOf(Service service) {
    switch (service) {
    case Service::Paigo:
        return "paigo";
    case Service::OpenMeter:
        return "openmeter";
    case Service::Lago:
        return "lago";
    }
    return "";
}

std::string_view usualPath(Service service) {
    switch (service) {
    case Service::Paigo:
        return "/usage";
    case Service::OpenMeter:
        return "/api/v1/events";
    case Service::Lago:
        return "/api/v1/events/batch";
    }
    return "";
}

} // namespace meterbench::delivery
