#include "core/delivery/billed.h"

#include "core/metering/calendar.h"
#include "core/remote/answer.h"

#include <nlohmann/json.hpp>

#include <cctype>
#include <future>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

namespace meterbench::delivery {

namespace {

using base::Code;
using base::Decimal;
using base::Error;
using base::Result;
using Json = nlohmann::json;

constexpr std::uint64_t kMostBodyBytes = std::uint64_t{256} << 20;
constexpr int kPageRows = 10'000; ///< of a ledger, where it knows pages
constexpr std::int64_t kFarEndMs = 253'402'300'799'000; // 9999-12-31T23:59:59Z

Error unreadable(const std::string& what) {
    return {Code::Corrupt, "the receiver's answer cannot be read: " + what};
}

Result<std::string> textOf(const Json& json, const char* name) {
    const auto at = json.is_object() ? json.find(name) : json.end();
    if (!json.is_object() || at == json.end() || !at->is_string()) {
        return unreadable(std::string("there is no text ") + name);
    }
    return at->get<std::string>();
}

/// A text, or a whole number: no other number is exact.
Result<Decimal> valueOf(const Json& json, const char* name) {
    const auto at = json.is_object() ? json.find(name) : json.end();
    if (json.is_object() && at != json.end() && at->is_number_integer()) {
        return Decimal::fromInteger(at->get<std::int64_t>());
    }
    const auto text = textOf(json, name);
    return text ? Decimal::parse(*text) : Result<Decimal>(text.error());
}

/// Everything up to, not with, the last part of the path.
std::string besides(const std::string& url) {
    const std::string_view whole = std::string_view(url).substr(0, url.find_first_of("?#"));
    return std::string(whole.substr(0, whole.rfind('/')));
}

std::string percentEncoded(std::string_view text) {
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (std::isalnum(byte) != 0 || letter == '-' || letter == '_' || letter == '.') {
            out += letter;
        } else {
            out += {'%', digits[byte >> 4U], digits[byte & 0xfU]};
        }
    }
    return out;
}

http::Response
ask(const std::string& url,
    const UsageEndpointOptions& options,
    const std::shared_ptr<const http::ClientOptions>& clientOptions,
    http::Client& client) {
    http::Request request;
    request.url = url;
    request.options = clientOptions;
    request.timeout = options.timeout;
    request.bodyLimitBytes = kMostBodyBytes;
    const auto answer = std::make_shared<std::promise<http::Response>>();
    client.send(std::move(request), [answer](http::Response&& response) {
        answer->set_value(std::move(response));
    });
    return answer->get_future().get();
}

Error failed(const std::string& url, const http::Response& response) {
    const std::string words = response.error ? response.error->context
                                             : "status " + std::to_string(response.status) + ": " +
                                                   remote::shortened(response.body);
    return {
        response.error ? response.error->code : Code::Network,
        remote::urlWithoutSecrets(url) + ": " + words};
}

} // namespace

Result<std::vector<BilledRow>> readLedger(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    const auto usage = json.is_object() ? json.find("usage") : json.end();
    if (!json.is_object() || usage == json.end() || !usage->is_array()) {
        return unreadable("it is no ledger with a list \"usage\"");
    }
    std::vector<BilledRow> out;
    for (const Json& line : *usage) {
        const auto customer = textOf(line, "customerId");
        const auto dimension = textOf(line, "dimensionId");
        const auto sum = valueOf(line, "sum");
        if (!customer || !dimension || !sum) {
            return !customer ? customer.error() : !dimension ? dimension.error() : sum.error();
        }
        BilledRow row{*customer, *dimension, *sum, std::nullopt};
        if (const auto count = line.find("count");
            count != line.end() && count->is_number_unsigned()) {
            row.records = count->get<std::uint64_t>();
        }
        out.push_back(std::move(row));
    }
    return out;
}

std::string nextPageOf(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    const auto next = json.is_object() ? json.find("next") : json.end();
    return json.is_object() && next != json.end() && next->is_string() ? next->get<std::string>()
                                                                       : std::string();
}

Result<std::vector<BilledRow>>
readCustomerUsage(std::string_view text, const std::string& customer) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_array()) {
        return unreadable("it is no list of usage");
    }
    std::vector<BilledRow> out;
    for (const Json& line : json) {
        const auto dimension = textOf(line, "dimensionId");
        const auto usage = line.is_object() ? line.find("usage") : line.end();
        if (!dimension || usage == line.end() || !usage->is_array()) {
            return dimension ? unreadable("there is no list usage") : dimension.error();
        }
        BilledRow row{customer, *dimension, {}, std::nullopt};
        std::optional<Decimal> sum = Decimal();
        for (const Json& one : *usage) {
            const auto value = valueOf(one, "value");
            if (!value) {
                return value.error();
            }
            sum = sum + *value;
        }
        if (!sum) {
            return unreadable("its sum is beyond 10^24");
        }
        row.value = *sum;
        if (const auto records = line.find("records");
            records != line.end() && records->is_array()) {
            row.records = records->size();
        }
        out.push_back(std::move(row));
    }
    // A dimension without a record in this time is no row of it.
    std::erase_if(out, [](const BilledRow& row) { return row.records == std::uint64_t{0}; });
    return out;
}

namespace {

/// All that is asked over one receiver.
class Asking {
public:
    Asking(
        const UsageEndpointOptions& options, const BilledQuestion& question, http::Client& client
    )
        : m_options(options)
        , m_question(question)
        , m_clientOptions(std::make_shared<const http::ClientOptions>(options.http))
        , m_client(client)
        , m_base(besides(options.url)) {}

    /// Nothing: there is no such ledger.
    Result<std::optional<std::vector<BilledRow>>> ledger() {
        std::vector<BilledRow> out;
        std::string after;
        do {
            const std::string url = m_base + "/api/v1/ledger?limit=" + std::to_string(kPageRows) +
                                    (after.empty() ? "" : "&after=" + percentEncoded(after));
            const auto response = askFor(url);
            if (!response) {
                return response.error();
            }
            if (response->status == 404 && after.empty()) {
                return std::optional<std::vector<BilledRow>>();
            }
            auto rows = response->status == 200 ? readLedger(response->body)
                                                : Result<std::vector<BilledRow>>(failed(url, *response));
            if (!rows) {
                return rows.error();
            }
            out.insert(
                out.end(),
                std::make_move_iterator(rows->begin()),
                std::make_move_iterator(rows->end())
            );
            const std::string next = nextPageOf(response->body);
            if (!next.empty() && next == after) {
                return unreadable("its next page is the same again");
            }
            after = next;
        } while (!after.empty());
        return std::optional(std::move(out));
    }

    Result<std::vector<BilledRow>> customers() {
        const std::string times =
            "/usage?startTime=" +
            percentEncoded(metering::timeText(std::max<std::int64_t>(m_question.fromMs, 0))) +
            "&endTime=" + percentEncoded(metering::timeText(std::min(m_question.toMs, kFarEndMs)));
        std::vector<BilledRow> out;
        for (const std::string& customer : m_question.customers) {
            const std::string url = m_base + "/customers/" + percentEncoded(customer) + times;
            const auto response = askFor(url);
            if (!response) {
                return response.error();
            }
            if (response->status == 404) {
                continue; // nothing was ever taken for it
            }
            auto rows = response->status == 200
                            ? readCustomerUsage(response->body, customer)
                            : Result<std::vector<BilledRow>>(failed(url, *response));
            if (!rows) {
                return response->status == 200
                           ? Error{rows.error().code, url + ": " + rows.error().context}
                           : rows.error();
            }
            out.insert(out.end(), rows->begin(), rows->end());
        }
        return out;
    }

private:
    /// An answer, whatever its status.
    Result<http::Response> askFor(const std::string& url) {
        if (m_question.isCancelled != nullptr && *m_question.isCancelled) {
            return Error{Code::Cancelled, "the receiver is not asked any more"};
        }
        http::Response response = ask(url, m_options, m_clientOptions, m_client);
        if (response.error) {
            return failed(url, response);
        }
        return response;
    }

    const UsageEndpointOptions& m_options;
    const BilledQuestion& m_question;
    const std::shared_ptr<const http::ClientOptions> m_clientOptions;
    http::Client& m_client;
    const std::string m_base;
};

} // namespace

Result<std::vector<BilledRow>> askBilled(
    const UsageEndpointOptions& options, const BilledQuestion& question, http::Client& client
) {
    if (options.service != Service::Paigo) {
        return Error{
            Code::Unsupported,
            std::string(nameOf(options.service)) + " is not asked for what it bills"};
    }
    Asking asking(options, question, client);
    if (question.fromMs == INT64_MIN && question.toMs == INT64_MAX) {
        auto whole = asking.ledger();
        if (!whole) {
            return whole.error();
        }
        if (*whole) {
            return std::move(**whole);
        }
    }
    return asking.customers();
}

} // namespace meterbench::delivery
