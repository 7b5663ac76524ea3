// A log as text, one line a record, and bytes as hex and back: for cases and for the examples of
// FORMAT.md.
#pragma once

#include "core/base/number.h"
#include "tests/core/wal/wal_fixture.h"

#include <set>
#include <string>
#include <string_view>

namespace meterbench::tests {

/// Hex digits; everything from '#' to the end of a line and all white space is skipped. "*N"
/// repeats the byte before N times.
inline std::string bytesOfHex(std::string_view text) {
    std::string bytes;
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '#') {
            i = std::min(text.find('\n', i), text.size() - 1);
        } else if (text[i] == '*') {
            const std::size_t end = text.find_first_not_of("0123456789", i + 1);
            const std::string count(text.substr(i + 1, end - i - 1));
            bytes.append(std::stoul(count) - 1, bytes.back());
            i = std::min(end, text.size()) - 1;
        } else if (std::string_view("0123456789abcdef").find(text[i]) != std::string_view::npos) {
            digits += text[i];
            if (digits.size() == 2) {
                bytes += static_cast<char>(std::stoi(digits, nullptr, 16));
                digits.clear();
            }
        }
    }
    return bytes;
}

inline std::string numberText(double value) {
    if (model::isStale(value)) {
        return "stale";
    }
    return model::isAbsent(value) ? "absent" : base::formatNumber(value);
}

inline std::string shortened(const std::string& text) {
    return text.size() <= 100
               ? text
               : text.substr(0, 20) + "... (" + std::to_string(text.size()) + " bytes)";
}

inline void dumpLayout(std::string& out, const model::Layout& layout) {
    out += "layout source=" + std::to_string(layout.source) + (layout.isReport ? " report" : "") +
           "\n";
    for (std::size_t i = 0; i < layout.size(); ++i) {
        const model::Family* family = layout.family(i);
        out += "  " + layout.labels.at(i).toString();
        if (family != nullptr) {
            out += " | " + family->name + " " + std::string(model::metricTypeName(family->type)) +
                   " \"" + family->help + "\" \"" + family->unit + "\"";
        }
        out += "\n";
    }
}

inline void
dumpBatch(std::string& out, const model::Batch& batch, std::set<model::LayoutId>& shown) {
    if (shown.insert(batch.layout->id).second) {
        dumpLayout(out, *batch.layout);
    }
    out += "batch source=" + std::to_string(batch.layout->source) +
           " time=" + std::to_string(batch.timestampMs) +
           " samples=" + std::to_string(batch.sampleCount()) + ":";
    for (const double value : batch.values) {
        out += " " + numberText(value);
    }
    out += "\n";
    for (const model::LooseSample& sample : batch.loose) {
        out += "  loose " + std::to_string(sample.position) + " at " +
               std::to_string(sample.timestampMs) + ": " + numberText(sample.value) + "\n";
    }
    for (const model::Exemplar& exemplar : batch.exemplars) {
        out += "  exemplar " + std::to_string(exemplar.position) + " at " +
               std::to_string(exemplar.timestampMs) + ": " + numberText(exemplar.value) + " " +
               shortened(exemplar.labels.toString()) + "\n";
    }
}

/// Everything in the segments of a folder.
inline std::string dumpLog(base::FileSystem& files) {
    wal::Reader reader(files, kFolder, {});
    std::set<model::LayoutId> shown;
    std::string out;
    while (true) {
        const base::Result<wal::ReadOutcome> outcome = reader.next(kEverything);
        if (!outcome) {
            return out + "error: " + outcome.error().context + "\n";
        }
        if (*outcome == wal::ReadOutcome::End) {
            return out;
        }
        if (*outcome == wal::ReadOutcome::Damage) {
            const wal::Damage& damage = reader.damage();
            out += "damage at " + std::to_string(damage.at.offsetBytes) + ", " +
                   std::to_string(damage.bytes) + " bytes, " +
                   (damage.samples ? std::to_string(*damage.samples) : std::string("unknown")) +
                   " samples: " + damage.what + "\n";
        }
        if (*outcome == wal::ReadOutcome::Group) {
            out += "group to " + std::to_string(reader.group().after.offsetBytes) + ", after " +
                   std::to_string(reader.group().samplesBefore) + " samples\n";
            for (const model::BatchPtr& batch : reader.group().batches) {
                dumpBatch(out, *batch, shown);
            }
        }
    }
}

} // namespace meterbench::tests
