#include "core/wal/ledger.h"

#include "core/base/hash.h"
#include "core/base/number.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <utility>

namespace meterbench::wal {

namespace {

constexpr std::size_t kKeptEntries = 1000;
/// The file is written anew when it has this many lines.
constexpr std::size_t kMaxLines = 4 * kKeptEntries;
constexpr std::int64_t kMergeMs = 60'000;
/// The line that carries the samples of entries which are no longer kept.
constexpr std::string_view kForgotten = "(before)";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '\t':
            out += "\\t";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\\':
            out += "\\\\";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        ++i;
        out += text[i] == 't' ? '\t' : text[i] == 'n' ? '\n' : text[i];
    }
    return out;
}

std::string lineOf(const LedgerEntry& entry) {
    const std::string body = std::to_string(entry.timeMs) + '\t' + std::to_string(entry.samples) +
                             '\t' + escaped(entry.who) + '\t' + escaped(entry.reason) + '\t' +
                             escaped(entry.detail);
    std::array<char, 12> checksum{};
    std::snprintf(checksum.data(), checksum.size(), "%08x\t", base::checksum32(body));
    return checksum.data() + body + '\n';
}

std::string_view takeField(std::string_view& rest) {
    const std::size_t tab = rest.find('\t');
    const std::string_view field = rest.substr(0, tab);
    rest.remove_prefix(tab == std::string_view::npos ? rest.size() : tab + 1);
    return field;
}

/// Nothing when the line is torn or damaged.
std::optional<LedgerEntry> entryOf(std::string_view line) {
    const std::string_view checksum = takeField(line);
    std::array<char, 12> expected{};
    std::snprintf(expected.data(), expected.size(), "%08x", base::checksum32(line));
    if (checksum != expected.data()) {
        return std::nullopt;
    }
    const std::optional<std::int64_t> timeMs = base::parseInteger(takeField(line));
    const std::optional<std::int64_t> samples = base::parseInteger(takeField(line));
    if (!timeMs || !samples || *samples < 0) {
        return std::nullopt;
    }
    LedgerEntry entry;
    entry.timeMs = *timeMs;
    entry.samples = static_cast<std::uint64_t>(*samples);
    entry.who = unescaped(takeField(line));
    entry.reason = unescaped(takeField(line));
    entry.detail = unescaped(takeField(line));
    return entry;
}

} // namespace

base::Result<Ledger> Ledger::open(base::FileSystem& files, std::string path) {
    Ledger ledger;
    ledger.m_files = &files;
    ledger.m_path = std::move(path);
    const base::Result<std::string> text = files.readAll(ledger.m_path);
    if (text) {
        ledger.load(*text);
    } else if (text.error().code != base::Code::NotFound) {
        return text.error();
    }
    return ledger;
}

base::Status Ledger::add(LedgerEntry entry) {
    const base::Status written = write(entry);
    merge(std::move(entry)
    ); // known as long as the program runs, even when the disk would not take it
    return written && m_lines > kMaxLines ? rewrite() : written;
}

void Ledger::load(std::string_view text) {
    m_lineIsOpen = !text.empty() && text.back() != '\n';
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::optional<LedgerEntry> entry = entryOf(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++m_lines;
        if (entry && entry->who == kForgotten) {
            m_samplesOfForgotten += entry->samples;
            m_lostSamples += entry->samples;
        } else if (entry) {
            merge(std::move(*entry));
        }
    }
}

void Ledger::merge(LedgerEntry entry) {
    entry.damagedPages.clear();
    m_lostSamples += entry.samples;
    for (auto at = m_entries.rbegin();
         at != m_entries.rend() && entry.timeMs - at->timeMs < kMergeMs;
         ++at) {
        if (at->who == entry.who && at->reason == entry.reason && at->timeMs <= entry.timeMs) {
            at->samples += entry.samples;
            at->detail = std::move(entry.detail);
            return;
        }
    }
    m_entries.push_back(std::move(entry));
    if (m_entries.size() > kKeptEntries) {
        m_samplesOfForgotten += m_entries.front().samples;
        m_entries.erase(m_entries.begin());
    }
}

base::Status Ledger::write(const LedgerEntry& entry) {
    if (!m_file) {
        base::Result<std::unique_ptr<base::File>> file =
            m_files->open(m_path, base::OpenMode::CreateOrOpen);
        if (!file) {
            return file.error();
        }
        m_file = std::move(file).value();
    }
    // Behind a torn line a new one begins, or both would be lost.
    const base::Status written = m_file->append((m_lineIsOpen ? "\n" : "") + lineOf(entry));
    m_lineIsOpen = !written;
    ++m_lines;
    return written;
}

/// The file with one line per kept entry, and one for all that are not kept.
base::Status Ledger::rewrite() {
    LedgerEntry forgotten;
    forgotten.who = kForgotten;
    forgotten.samples = m_samplesOfForgotten;
    std::string text = lineOf(forgotten);
    for (const LedgerEntry& entry : m_entries) {
        text += lineOf(entry);
    }
    m_file.reset(); // the name will belong to another file
    m_lines = m_entries.size() + 1;
    m_lineIsOpen = false;
    return m_files->replace(m_path, text);
}

} // namespace meterbench::wal
