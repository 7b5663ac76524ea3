#include "core/pricing/plan.h"

#include <algorithm>
#include <array>

namespace meterbench::pricing {

namespace {

struct NamedRounding {
    Rounding rounding;
    const char* name;
};

constexpr std::array<NamedRounding, 4> kRoundings{{
    {Rounding::HalfAwayFromZero, "round"},
    {Rounding::HalfEven, "halfEven"},
    {Rounding::Floor, "floor"},
    {Rounding::Ceiling, "ceiling"},
}};

} // namespace

const char* modelName(const Charge& charge) {
    constexpr std::array<const char*, std::variant_size_v<Charge>> names{
        "perUnit", "package", "graduated", "volume", "percentage"};
    return names[charge.index()];
}

const char* prorationName(Proration proration) {
    return proration == Proration::Days ? "days" : "none";
}

std::optional<Proration> prorationOf(std::string_view name) {
    for (const Proration one : {Proration::None, Proration::Days}) {
        if (name == prorationName(one)) {
            return one;
        }
    }
    return std::nullopt;
}

const char* roundingName(Rounding rounding) {
    const auto* const found =
        std::find_if(kRoundings.begin(), kRoundings.end(), [&](const NamedRounding& one) {
            return one.rounding == rounding;
        });
    return found->name;
}

std::optional<Rounding> roundingOf(std::string_view name) {
    for (const NamedRounding& one : kRoundings) {
        if (one.name == name) {
            return one.rounding;
        }
    }
    return std::nullopt;
}

namespace {

/// Goes through a plan and keeps the first complaint. Sentences are made only for it.
class Checker {
public:
    explicit Checker(const Plan& plan)
        : m_plan(plan) {}

    base::Status run() {
        if (m_plan.id.empty()) {
            complain("id", "is empty; write a short name that stays, for example \"pro\"");
        }
        checkCurrency();
        checkFee("flatFee", m_plan.flatFee);
        checkFee("minimumCharge", m_plan.minimumCharge);
        for (std::size_t i = 0; i < m_plan.charges.size() && !m_error; ++i) {
            m_dimension = &m_plan.charges[i];
            checkDimension(i);
        }
        return m_error ? base::Status(*std::move(m_error)) : base::Status();
    }

private:
    void complain(std::string_view field, std::string_view what) {
        if (m_error) {
            return;
        }
        std::string text = "plan \"" + m_plan.id + "\"";
        if (m_dimension != nullptr) {
            text += ", dimension \"" + m_dimension->dimension + "\"";
        }
        m_error = base::Error{
            base::Code::InvalidInput, text + ", " + std::string(field) + ": " + std::string(what)};
    }

    void checkCurrency() {
        const base::Result<Currency> known = findCurrency(m_plan.currency.code);
        if (!known) {
            constexpr std::size_t name = std::string_view("currency: ").size();
            complain("currency", known.error().context.substr(name));
        } else if (known->exponent != m_plan.currency.exponent) {
            complain(
                "currency",
                m_plan.currency.code + " has " + std::to_string(known->exponent) +
                    " digits behind the point, not " + std::to_string(m_plan.currency.exponent)
            );
        }
    }

    void checkNotNegative(std::string_view field, Decimal value) {
        if (value.isNegative()) {
            complain(field, value.toText() + " is negative; write 0 or more");
        }
    }

    void checkAboveZero(std::string_view field, Decimal value) {
        if (value <= Decimal()) {
            complain(field, value.toText() + " is not above 0; write a number above 0");
        }
    }

    /// What stands in a statement as it was typed needs a place there.
    void checkFee(std::string_view field, Decimal value) {
        checkNotNegative(field, value);
        const Decimal payable = value.roundedTo(m_plan.currency.exponent, Rounding::Ceiling);
        if (payable != value) {
            complain(
                field,
                value.toText() + " has more digits than " + m_plan.currency.code +
                    "; write for example " + payable.toText(m_plan.currency.exponent)
            );
        }
    }

    void checkDimension(std::size_t index) {
        const DimensionPrice& price = *m_dimension;
        if (price.dimension.empty()) {
            complain("dimension", "is empty; write the name of the dimension");
        }
        for (std::size_t i = 0; i < index; ++i) {
            if (m_plan.charges[i].dimension == price.dimension) {
                complain("dimension", "has a price already; keep one of the two");
            }
        }
        checkNotNegative("freeUnits", price.freeUnits);
        checkNotNegative("increment", price.increment);
        std::visit([this](const auto& charge) { checkCharge(charge); }, price.charge);
    }

    void checkCharge(const PerUnit& charge) { checkNotNegative("unitPrice", charge.unitPrice); }

    void checkCharge(const Package& charge) {
        checkAboveZero("size", charge.size);
        checkNotNegative("price", charge.price);
    }

    void checkCharge(const Graduated& charge) { checkTiers(charge.tiers); }

    void checkCharge(const Volume& charge) { checkTiers(charge.tiers); }

    void checkCharge(const Percentage& charge) {
        checkNotNegative("ratePercent", charge.ratePercent);
        checkNotNegative("fixedFee", charge.fixedFee);
    }

    void checkTiers(const std::vector<Tier>& tiers) {
        if (tiers.empty()) {
            complain("tiers", "there is none; write at least one, without upTo");
        }
        Decimal before;
        for (std::size_t i = 0; i < tiers.size() && !m_error; ++i) {
            checkTier(tiers[i], i, i + 1 == tiers.size(), before);
            before = tiers[i].upTo.value_or(before);
        }
    }

    void checkTier(const Tier& tier, std::size_t index, bool isLast, Decimal before) {
        if (isLast && tier.upTo) {
            complain(nameOf(index, "upTo"), "the last tier has no end; leave it out");
        } else if (!isLast && !tier.upTo) {
            complain(
                nameOf(index, "upTo"),
                "only the last tier has no end; write a number above " + before.toText()
            );
        } else if (tier.upTo && *tier.upTo <= before) {
            complain(
                nameOf(index, "upTo"),
                tier.upTo->toText() + " does not ascend; write a number above " + before.toText()
            );
        }
        if (tier.unitPrice.isNegative() || tier.flatFee.isNegative()) {
            checkNotNegative(nameOf(index, "unitPrice"), tier.unitPrice);
            checkNotNegative(nameOf(index, "flatFee"), tier.flatFee);
        }
    }

    static std::string nameOf(std::size_t index, std::string_view field) {
        return "tiers[" + std::to_string(index) + "]." + std::string(field);
    }

    const Plan& m_plan;
    const DimensionPrice* m_dimension = nullptr;
    std::optional<base::Error> m_error;
};

} // namespace

base::Status check(const Plan& plan) {
    return Checker(plan).run();
}

} // namespace meterbench::pricing
