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

} // namespace meterbench::delivery
