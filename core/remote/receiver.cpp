#include "core/remote/receiver.h"

#include "core/base/text.h"
#include "core/remote/remote_write.pb.h"

#include <snappy.h>

#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace meterbench::remote {

namespace {

using base::Code;
using base::Error;

base::Result<std::string> uncompress(std::string_view body, std::size_t limit) {
    std::size_t size = 0;
    if (!snappy::GetUncompressedLength(body.data(), body.size(), &size)) {
        return Error{
            Code::Corrupt, "the body is not a snappy block: it does not start with a length"};
    }
    if (size > limit) {
        return Error{
            Code::Limit,
            "the request is " + std::to_string(size) + " bytes when decoded; at most " +
                std::to_string(limit) + " are read"};
    }
    // A copy element makes at most 64 bytes from 2; a length beyond that is false, and memory is
    // not spent on it.
    if (size / 32 > body.size()) {
        return Error{Code::Corrupt, "the body is not a snappy block: its length cannot be true"};
    }
    std::string raw(size, '\0');
    if (!snappy::RawUncompress(body.data(), body.size(), raw.data())) {
        return Error{
            Code::Corrupt,
            "the body is not a snappy block (the framed format is not allowed here)"};
    }
    return raw;
}

template <class Message>
std::vector<model::LabelView> viewsOf(const Message& message) {
    std::vector<model::LabelView> views;
    views.reserve(static_cast<std::size_t>(message.labels_size()));
    for (const wire::Label& label : message.labels()) {
        views.push_back({label.name(), label.value()});
    }
    return views;
}

std::optional<std::string> problemWith(const std::vector<model::LabelView>& labels) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const model::LabelView& label = labels[i];
        if (label.name.empty()) {
            return "a label without a name";
        }
        const std::string name = "label \"" + base::jsonEscaped(label.name) + "\"";
        if (label.value.empty()) {
            return name + " has an empty value; it must be left out instead";
        }
        if (!base::isValidUtf8(label.name) || !base::isValidUtf8(label.value)) {
            return name + " is not valid UTF-8";
        }
        if (i > 0 && labels[i - 1].name == label.name) {
            return name + " appears twice";
        }
        if (i > 0 && labels[i - 1].name > label.name) {
            return "labels are not sorted: \"" + base::jsonEscaped(label.name) +
                   "\" comes after \"" + base::jsonEscaped(labels[i - 1].name) + "\"";
        }
    }
    return std::nullopt;
}

Error refuse(int index, const std::vector<model::LabelView>& labels, const std::string& problem) {
    return {
        Code::InvalidInput,
        "series " + std::to_string(index) + " " + model::toSeriesText(labels) + ": " + problem};
}

base::Result<ReceivedSeries> readSeries(const wire::TimeSeries& from, int index) {
    const std::vector<model::LabelView> labels = viewsOf(from);
    if (labels.empty()) {
        return refuse(index, labels, "has no labels; at least __name__ must be there");
    }
    if (const auto problem = problemWith(labels)) {
        return refuse(index, labels, *problem);
    }
    ReceivedSeries series;
    series.labels = model::Labels(labels);
    series.samples.reserve(static_cast<std::size_t>(from.samples_size()));
    for (const wire::Sample& sample : from.samples()) {
        series.samples.push_back({sample.timestamp(), sample.value()});
    }
    for (const wire::Exemplar& exemplar : from.exemplars()) {
        const std::vector<model::LabelView> own = viewsOf(exemplar);
        if (const auto problem = problemWith(own)) {
            return refuse(index, labels, "in an exemplar: " + *problem);
        }
        series.exemplars.push_back({model::Labels(own), exemplar.value(), exemplar.timestamp()});
    }
    return series;
}

model::Family readFamily(const wire::MetricMetadata& from) {
    const bool known =
        from.type() >= 0 && from.type() <= static_cast<int>(model::MetricType::StateSet);
    return {
        from.metric_family_name(),
        known ? static_cast<model::MetricType>(from.type()) : model::MetricType::Unknown,
        from.help(),
        from.unit()};
}

} // namespace

std::size_t ReceivedRequest::sampleCount() const {
    std::size_t count = 0;
    for (const ReceivedSeries& one : series) {
        count += one.samples.size();
    }
    return count;
}

base::Result<ReceivedRequest> receive(std::string_view body, const ReceiverLimits& limits) {
    const auto raw = uncompress(body, limits.maxDecodedBytes);
    if (!raw) {
        return raw.error();
    }
    wire::WriteRequest message;
    if (raw->size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
        !message.ParseFromArray(raw->data(), static_cast<int>(raw->size()))) {
        return Error{Code::Corrupt, "the decoded body is not a remote write 1.0 message"};
    }
    ReceivedRequest request;
    request.series.reserve(static_cast<std::size_t>(message.timeseries_size()));
    for (const wire::TimeSeries& from : message.timeseries()) {
        auto series = readSeries(from, static_cast<int>(request.series.size()) + 1);
        if (!series) {
            return series.error();
        }
        request.series.push_back(std::move(*series));
    }
    for (const wire::MetricMetadata& from : message.metadata()) {
        request.metadata.push_back(readFamily(from));
    }
    return request;
}

} // namespace meterbench::remote
