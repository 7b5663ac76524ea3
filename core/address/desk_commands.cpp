// Desk: the commands of the window.
#include "core/address/desk.h"
#include "core/instruments/client_code.h"
#include "core/instruments/import_exposition.h"
#include "core/instruments/yaml.h"

#include <utility>

namespace meterbench::address {

namespace {

constexpr std::size_t kKeptOutcomes = 100;

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};

/// Clang 14 does not deduce it by itself.
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

Outcome outcomeOf(const base::Status& status) {
    Outcome outcome;
    outcome.ok = status.ok();
    outcome.message = status ? std::string() : status.error().context;
    return outcome;
}

Outcome failed(const base::Error& error) {
    return outcomeOf(base::Status(error));
}

Outcome said(std::string message) {
    Outcome outcome;
    outcome.message = std::move(message);
    return outcome;
}

Outcome text(std::string text) {
    Outcome outcome;
    outcome.text = std::move(text);
    return outcome;
}

} // namespace

void Desk::run(std::uint64_t number, const Command& command) {
    Outcome outcome = std::visit(
        Overloaded{
            [&](const EditBench& edit_) { return edit(edit_); },
            [&](const UndoBench&) { return outcomeOf(m_history->undo(nowMs())); },
            [&](const RedoBench&) { return outcomeOf(m_history->redo(nowMs())); },
            [&](const ImportBench& import_) { return import(import_); },
            [&](const ExportBench& export_) { return exportBench(export_); },
            [&](const CopyAs& copy) { return copyAs(copy); },
            [&](const ErasePushes& erase_) { return erase(erase_); },
            [&](const WipePushes&) { return wipe(); },
            [&](const PutBackPushes&) { return putBack(); },
            [&](const SetPushRules& set) {
                return outcomeOf(m_store->setRules(set.rules, nowMs()));
            },
        },
        command
    );
    outcome.command = number;
    m_outcomes.push_back(std::move(outcome));
    if (m_outcomes.size() > kKeptOutcomes) {
        m_outcomes.erase(m_outcomes.begin());
    }
    ++m_changes;
}

void Desk::watch(Watch watched) {
    m_watched = std::move(watched);
    ++m_changes;
}

Outcome Desk::edit(const EditBench& command) {
    return outcomeOf(m_history->applyAll(command.edits, command.words, nowMs()));
}

Outcome Desk::import(const ImportBench& command) {
    const auto edits = instruments::looksLikeYaml(command.text)
                           ? instruments::readYaml(command.text, nowMs())
                           : instruments::readExposition(command.text, nowMs());
    if (!edits) {
        base::Error error = edits.error();
        error.context = command.name + ": " + error.context;
        return failed(error);
    }
    return outcomeOf(m_history->applyAll(*edits, "import " + command.name, nowMs()));
}

Outcome Desk::exportBench(const ExportBench& command) const {
    switch (command.form) {
    case BenchForm::Yaml:
        return text(instruments::writeYaml(bench()));
    case BenchForm::Text:
        return text(exposeBench(exposition::Media::Text));
    case BenchForm::OpenMetrics:
        break;
    }
    return text(exposeBench(exposition::Media::OpenMetrics));
}

Outcome Desk::copyAs(const CopyAs& command) const {
    const auto form = command.form == CopyForm::Curl     ? instruments::ClientForm::Curl
                      : command.form == CopyForm::Python ? instruments::ClientForm::Python
                                                         : instruments::ClientForm::Go;
    if (command.name.empty()) {
        return text(instruments::clientCode(bench(), form, m_url));
    }
    const instruments::Instrument* const found = bench().find(command.name);
    if (found == nullptr) {
        return failed({base::Code::NotFound, "there is no metric " + command.name});
    }
    return text(instruments::clientCode(*found, form, m_url));
}

Outcome Desk::erase(const ErasePushes& command) {
    auto removed = m_store->erase(command.selection, nowMs());
    if (!removed) {
        return failed(removed.error());
    }
    m_removed = std::move(*removed);
    m_removedWords = command.words;
    return said({});
}

Outcome Desk::wipe() {
    auto removed = m_store->wipe(nowMs());
    if (!removed) {
        return failed(removed.error());
    }
    m_removed = std::move(*removed);
    m_removedWords = "Wipe all pushes";
    return said({});
}

Outcome Desk::putBack() {
    if (!m_removed) {
        return failed({base::Code::NotFound, "there is nothing to put back"});
    }
    const base::Status done = m_store->putBack(*m_removed, nowMs());
    if (done) {
        m_removed.reset();
        m_removedWords.clear();
    }
    return outcomeOf(done);
}

} // namespace meterbench::address
