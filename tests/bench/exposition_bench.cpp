// PullParser's time per sample over a body of 1000 series in 100 families: skimming it, and taking
// all labels apart. Prints the best of seven rounds. Not a test; build it with optimisation.
#include "core/exposition/pull_parser.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace meterbench;
using exposition::EntryKind;
using exposition::Format;
using exposition::PullParser;

namespace {

constexpr int kSeries = 1000;
constexpr int kPasses = 300;

std::string numberText(int kind, std::mt19937& random) {
    std::array<char, 64> text{};
    const double real = static_cast<double>(random()) / 1e5;
    const char* const form = kind == 0 ? "%.0f" : kind == 1 ? "%.6f" : "%.17g";
    std::snprintf(text.data(), text.size(), form, real + 1.0 / 3);
    return text.data();
}

std::string makeBody() {
    std::mt19937 random(1);
    std::string body;
    for (int family = 0; family < 100; ++family) {
        const std::string name = "app_http_request_metric_" + std::to_string(family);
        body += "# HELP " + name + " Some help text for this.\n# TYPE " + name + " gauge\n";
        for (int i = 0; i < 10; ++i) {
            body += name + "{method=\"GET\",handler=\"/api/v1/items\",code=\"200\",shard=\"" +
                    std::to_string(i) + "\"} " + numberText(i % 3, random) + "\n";
        }
    }
    return body;
}

template <class Pass>
void measure(const char* what, const std::string& body, Pass pass) {
    double best = std::numeric_limits<double>::max();
    for (int round = 0; round < 7; ++round) {
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < kPasses; ++i) {
            pass();
        }
        const std::chrono::duration<double, std::nano> spent =
            std::chrono::steady_clock::now() - start;
        best = std::min(best, spent.count() / kPasses / kSeries);
    }
    std::printf(
        "%-24s %6.1f ns/sample  %5.2f GB/s\n",
        what,
        best,
        static_cast<double>(body.size()) / kSeries / best
    );
}

} // namespace

int main() {
    const std::string body = makeBody();
    double sum = 0;
    std::vector<model::LabelView> labels;
    const auto walk = [&](bool apart) {
        PullParser parser(body, Format::Text);
        for (EntryKind kind = parser.next(); kind != EntryKind::End; kind = parser.next()) {
            sum += kind == EntryKind::Sample ? parser.sample().value : 0;
            sum += kind == EntryKind::Sample && apart && parser.labels(labels) ? 1 : 0;
        }
    };
    measure("next", body, [&] { walk(false); });
    measure("next and labels", body, [&] { walk(true); });
    std::printf("(sum %g)\n", sum);
    return 0;
}
