#include "core/wal/layout_record.h"

#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/wal/group_record.h"

#include <zstd.h>

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

namespace meterbench::wal {

namespace {

using base::ByteReaderView;

constexpr int kCompressionLevel = 1;
constexpr std::uint8_t kIsReport = 1;
constexpr std::uint8_t kZstd = 1;
/// More than any text of labels can shrink; guards against bodies made to burst.
constexpr std::size_t kMaxRatio = 4096;

struct LayoutHeader {
    std::uint64_t id = 0;
    std::uint64_t source = 0;
    std::uint8_t flags = 0;
    std::uint8_t compression = 0;
    std::uint32_t bodyBytes = 0;
};

bool readHeader(ByteReaderView& reader, LayoutHeader& header) {
    return reader.readU64(header.id) && reader.readU64(header.source) &&
           reader.readU8(header.flags) && reader.readU8(header.compression) &&
           reader.readU32(header.bodyBytes);
}

/// The families that positions point at, in order of first use: a small layout may share a large
/// table.
class UsedFamilies {
public:
    explicit UsedFamilies(const model::Layout& layout) {
        for (std::size_t i = 0; i < layout.size(); ++i) {
            const model::Family* family = layout.family(i);
            if (family != nullptr && m_number.emplace(family, m_families.size() + 1).second) {
                m_families.push_back(family);
            }
        }
    }

    [[nodiscard]] const std::vector<const model::Family*>& all() const { return m_families; }

    /// From 1; 0 is none.
    [[nodiscard]] std::uint64_t numberOf(const model::Family* family) const {
        return family == nullptr ? 0 : m_number.at(family);
    }

private:
    std::vector<const model::Family*> m_families;
    std::unordered_map<const model::Family*, std::uint64_t> m_number;
};

void encodeSymbols(std::string& out, const model::LabelTable& labels) {
    base::appendVarint(out, labels.symbolCount());
    for (std::size_t i = 0; i < labels.symbolCount(); ++i) {
        base::appendString(out, labels.text(static_cast<model::LabelTable::Symbol>(i)));
    }
}

void encodeFamilies(std::string& out, const UsedFamilies& families) {
    base::appendVarint(out, families.all().size());
    for (const model::Family* family : families.all()) {
        base::appendString(out, family->name);
        out.push_back(static_cast<char>(family->type));
        base::appendString(out, family->help);
        base::appendString(out, family->unit);
    }
}

/// What stands between the header of a body and its series.
struct Tables {
    std::vector<std::string_view> symbols;
    model::FamilyTable families;
};

bool decodeTables(ByteReaderView& reader, Tables& tables) {
    std::uint64_t count = 0;
    if (!reader.readVarint(count) || count > reader.rest().size()) {
        return false;
    }
    tables.symbols.resize(static_cast<std::size_t>(count));
    for (std::string_view& symbol : tables.symbols) {
        if (!reader.readString(symbol)) {
            return false;
        }
    }
    if (!reader.readVarint(count) || count > reader.rest().size()) {
        return false;
    }
    tables.families.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count; ++i) {
        std::string_view name;
        std::string_view help;
        std::string_view unit;
        std::uint8_t type = 0;
        if (!reader.readString(name) || !reader.readU8(type) || !reader.readString(help) ||
            !reader.readString(unit) ||
            type > static_cast<std::uint8_t>(model::MetricType::StateSet)) {
            return false;
        }
        tables.families.push_back(
            {std::string(name),
             static_cast<model::MetricType>(type),
             std::string(help),
             std::string(unit)}
        );
    }
    return true;
}

bool decodeLabels(
    ByteReaderView& reader,
    const std::vector<std::string_view>& symbols,
    std::vector<model::LabelView>& labels
) {
    std::uint64_t count = 0;
    if (!reader.readVarint(count) || count > reader.rest().size()) {
        return false;
    }
    labels.clear();
    for (std::uint64_t i = 0; i < count; ++i) {
        std::uint64_t name = 0;
        std::uint64_t value = 0;
        if (!reader.readVarint(name) || !reader.readVarint(value) || name >= symbols.size() ||
            value >= symbols.size()) {
            return false;
        }
        labels.push_back({symbols[name], symbols[value]});
    }
    return std::is_sorted(labels.begin(), labels.end());
}

bool decodeSeries(ByteReaderView& reader, const Tables& tables, model::LayoutBuilder& builder) {
    std::uint64_t count = 0;
    if (!reader.readVarint(count) || count > reader.rest().size()) {
        return false;
    }
    std::vector<model::LabelView> labels;
    for (std::uint64_t i = 0; i < count; ++i) {
        std::uint64_t family = 0;
        if (!decodeLabels(reader, tables.symbols, labels) || !reader.readVarint(family) ||
            family > tables.families.size()) {
            return false;
        }
        builder.append(
            labels, family == 0 ? model::kNoFamily : static_cast<std::uint32_t>(family - 1)
        );
    }
    return reader.empty();
}

base::Error notALayout(const char* why) {
    return base::Error{base::Code::Corrupt, std::string("not a layout: ") + why};
}

} // namespace

struct LayoutCodec::Memory {
    ZSTD_CCtx* packer = nullptr;
    ZSTD_DCtx* unpacker = nullptr;
    std::string body;

    Memory() = default;
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;

    ~Memory() {
        ZSTD_freeCCtx(packer);
        ZSTD_freeDCtx(unpacker);
    }
};

LayoutCodec::LayoutCodec()
    : m_memory(std::make_unique<Memory>()) {}

LayoutCodec::~LayoutCodec() = default;
LayoutCodec::LayoutCodec(LayoutCodec&&) noexcept = default;
LayoutCodec& LayoutCodec::operator=(LayoutCodec&&) noexcept = default;

void encodeLayoutBody(std::string& out, const model::Layout& layout) {
    const UsedFamilies families(layout);
    encodeSymbols(out, layout.labels);
    encodeFamilies(out, families);
    base::appendVarint(out, layout.size());
    for (std::size_t i = 0; i < layout.size(); ++i) {
        const auto pairs = layout.labels.pairsAt(i);
        base::appendVarint(out, pairs.size());
        for (const auto& [name, value] : pairs) {
            base::appendVarint(out, name);
            base::appendVarint(out, value);
        }
        base::appendVarint(out, families.numberOf(layout.family(i)));
    }
}

base::Status LayoutCodec::encode(std::string& out, const model::Layout& layout) {
    std::string& body = m_memory->body;
    body.clear();
    encodeLayoutBody(body, layout);
    if (body.size() > kMaxRecordBytes) {
        return base::Error{
            base::Code::Limit,
            "a layout of " + std::to_string(layout.size()) +
                " series is too large for the log: " + std::to_string(body.size()) +
                " bytes of labels, at most " + std::to_string(kMaxRecordBytes)};
    }
    base::appendU64(out, layout.id);
    base::appendU64(out, layout.source);
    out.push_back(static_cast<char>(layout.isReport ? kIsReport : 0));
    out.push_back(static_cast<char>(kZstd));
    base::appendU32(out, static_cast<std::uint32_t>(body.size()));
    if (m_memory->packer == nullptr) {
        m_memory->packer = ZSTD_createCCtx();
    }
    const std::size_t start = out.size();
    out.resize(start + ZSTD_compressBound(body.size()));
    const std::size_t packed = ZSTD_compressCCtx(
        m_memory->packer,
        out.data() + start,
        out.size() - start,
        body.data(),
        body.size(),
        kCompressionLevel
    );
    MB_CHECK(ZSTD_isError(packed) == 0, "zstd compresses into its own bound");
    out.resize(start + packed);
    return {};
}

base::Result<model::LayoutPtr> LayoutCodec::decode(std::string_view payload) {
    ByteReaderView reader(payload);
    LayoutHeader header;
    if (!readHeader(reader, header)) {
        return notALayout("its header is short");
    }
    if (header.compression != kZstd || (header.flags & ~unsigned{kIsReport}) != 0) {
        return notALayout("a form that this program does not know");
    }
    const std::string_view packed = reader.rest();
    if (header.bodyBytes > kMaxRecordBytes || header.bodyBytes / kMaxRatio > packed.size()) {
        return notALayout("its size is not believable");
    }
    if (m_memory->unpacker == nullptr) {
        m_memory->unpacker = ZSTD_createDCtx();
    }
    std::string& body = m_memory->body;
    body.resize(header.bodyBytes);
    const std::size_t size = ZSTD_decompressDCtx(
        m_memory->unpacker, body.data(), body.size(), packed.data(), packed.size()
    );
    if (ZSTD_isError(size) != 0 || size != body.size()) {
        return notALayout("it does not unpack");
    }
    ByteReaderView bodyReader(body);
    Tables tables;
    model::LayoutBuilder builder(header.source);
    if (!decodeTables(bodyReader, tables) || !decodeSeries(bodyReader, tables, builder)) {
        return notALayout("its tables do not add up");
    }
    auto families = std::make_shared<const model::FamilyTable>(std::move(tables.families));
    model::LayoutPtr layout = builder.finish(std::move(families), (header.flags & kIsReport) != 0);
    return layout->id == header.id ? base::Result<model::LayoutPtr>(std::move(layout))
                                   : notALayout("its id belongs to other series");
}

std::optional<model::LayoutId> LayoutCodec::idOf(std::string_view payload) {
    std::uint64_t id = 0;
    return ByteReaderView(payload).readU64(id) ? std::optional(id) : std::nullopt;
}

} // namespace meterbench::wal
