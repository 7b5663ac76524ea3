// What money costs in CPU time: a Decimal from a sample (a whole number, a fraction), its sum,
// product and text; then the statements of 10,000 customers × 20 dimensions, priced, projected and
// written.
#include "core/pricing/statement_writer.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

using namespace meterbench;
using namespace meterbench::pricing;

namespace {

constexpr int kCustomers = 10'000;
constexpr int kDimensions = 20;

double cpuSeconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

Decimal number(const std::string& text) {
    return *Decimal::parse(text);
}

/// Nanoseconds of one call, over many rounds of 1,000 values; the results stay in use.
template <class Work>
void measure(const char* what, Work work) {
    constexpr int rounds = 5'000;
    constexpr int values = 1'000;
    std::int64_t kept = 0;
    const double begin = cpuSeconds();
    for (int round = 0; round < rounds; ++round) {
        for (int i = 0; i < values; ++i) {
            kept += work(i);
        }
    }
    const double ns = (cpuSeconds() - begin) / rounds / values * 1e9;
    std::printf("%-44s %7.1f ns%s\n", what, ns, kept == 42 ? "." : "");
}

std::int64_t sign(const std::optional<Decimal>& value) {
    return value && value->isNegative() ? 1 : 0;
}

void decimals() {
    std::vector<double> whole;
    std::vector<double> fractions;
    std::vector<Decimal> numbers;
    for (int i = 0; i < 1'000; ++i) {
        whole.push_back(static_cast<double>(i) * 7'919'001.0);
        fractions.push_back(static_cast<double>(i) * 0.7919 + 1.0 / 3);
        numbers.push_back(*Decimal::fromSample(static_cast<double>(i) * 79.25 - 1000));
    }
    const auto at = [](int i) { return static_cast<std::size_t>(i); };
    const Decimal price = number("0.0125");
    Decimal sum;
    measure("fromSample, whole", [&](int i) { return sign(Decimal::fromSample(whole[at(i)])); });
    measure("fromSample, fraction of 16 digits", [&](int i) {
        return sign(Decimal::fromSample(fractions[at(i)]));
    });
    measure("fromSample, fraction of 3 digits", [&](int i) {
        return sign(Decimal::fromSample(static_cast<double>(i) + 0.125));
    });
    measure("plus", [&](int i) {
        sum = (sum + numbers[at(i)]).value_or(sum);
        return sign(sum);
    });
    measure("times", [&](int i) { return sign(numbers[at(i)].times(price, Rounding::Floor)); });
    measure("times, by way of 256 bits", [&](int i) {
        return sign(numbers[at(i)].times(number("1000000000000"), Rounding::Floor));
    });
    measure("toText", [&](int i) {
        return static_cast<std::int64_t>(numbers[at(i)].toText().size());
    });
}

Plan planOfAllModels() {
    Plan plan;
    plan.id = "pro";
    plan.flatFee = number("29");
    plan.minimumCharge = number("50");
    const std::vector<Tier> tiers{
        {number("1000"), number("0.01"), number("1")},
        {number("10000"), number("0.008"), {}},
        {number("100000"), number("0.005"), {}},
        {{}, number("0.001"), {}}};
    const std::vector<Charge> charges{
        PerUnit{number("0.0125")},
        Package{number("1000"), number("5")},
        Graduated{tiers},
        Volume{tiers},
        Percentage{number("1.3"), number("0.25")}};
    for (int i = 0; i < kDimensions; ++i) {
        plan.charges.push_back(
            {"dimension_number_" + std::to_string(i),
             charges[static_cast<std::size_t>(i) % charges.size()],
             number("100"),
             i % 2 == 0 ? number("0.5") : Decimal(),
             Rounding::Ceiling}
        );
    }
    return plan;
}

std::vector<std::vector<Usage>> usageOfAll(const Plan& plan) {
    std::vector<std::vector<Usage>> usage(kCustomers);
    for (std::size_t i = 0; i < usage.size(); ++i) {
        for (std::size_t j = 0; j < plan.charges.size(); ++j) {
            const auto units = static_cast<double>(i * 37 % 5'000 * (j + 1)) + 0.25;
            usage[i].push_back({plan.charges[j].dimension, *Decimal::fromSample(units), 7});
        }
    }
    return usage;
}

template <class Work>
void run(const char* what, Work work) {
    const double begin = cpuSeconds();
    const std::string result = work();
    std::printf("%-44s %7.3f s  %s\n", what, cpuSeconds() - begin, result.c_str());
}

void statements() {
    const Plan plan = planOfAllModels();
    const std::vector<std::vector<Usage>> usage = usageOfAll(plan);
    std::vector<Statement> kept;
    std::printf("%d customers × %d dimensions:\n", kCustomers, kDimensions);
    run("priced and kept", [&] {
        Decimal total;
        for (const std::vector<Usage>& one : usage) {
            kept.push_back(std::move(price(plan, one)).value());
            total = *(total + kept.back().total);
        }
        return "total " + amountText(total, plan.currency);
    });
    run("projected", [&] {
        Decimal total;
        for (const std::vector<Usage>& one : usage) {
            total = *(total + project(plan, one, number("0.3"))->total);
        }
        return "total " + amountText(total, plan.currency);
    });
    run("as CSV", [&] {
        std::string out = csvHeader();
        for (const Statement& one : kept) {
            appendCsv(out, {"customer", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"}, one);
        }
        return std::to_string(out.size() / 1'000'000) + " MB";
    });
    run("as JSON", [&] {
        std::size_t size = 0;
        for (const Statement& one : kept) {
            size += toJson({}, one).size();
        }
        return std::to_string(size / 1'000'000) + " MB";
    });
}

} // namespace

int main() {
    decimals();
    statements();
    return EXIT_SUCCESS;
}
