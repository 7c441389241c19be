import Components
import Core
import HTTPSupport
import HTTPTypes
import Journal
import JournalUseCases
import Kernel
import Markup

extension Pages {
  var journal: [Route] {
    [
      .page(
        "/journal", .permission(.seeJournal), feature: "Journal", asks: ["stream", "kind", "actor", "before"]
      ) { call in
        answer(try await journalPage(call), call)
      },
      .page("/journal/tickets/{ticket}", .permission(.seeJournal), feature: "Journal") { call in
        let stream = try await app.ask(FindStream("ticket/", call.place("ticket")), as: call.principal)
        return .seeOther("/journal/streams/" + Address.encoded(stream))
      },
      .page("/journal/streams/{stream}", .permission(.seeJournal), feature: "Journal", asks: ["after"]) { call in
        answer(try await streamPage(call.place("stream"), call), call)
      },
      .form("/journal/verify", .permission(.seeJournal), feature: "Journal", handler: verify),
    ] + verification
  }

  private static let position = JSONSchema.object([
    .init("at", .integer(Int64.min...Int64.max)), .init("stream", .string),
    .init("sequence", .integer(0...Int64.max)),
  ])

  private func journalPage(_ call: Call) async throws -> JournalPage {
    let principal = try call.principal
    let asked = (stream: try call.asked("stream"), kind: try call.asked("kind"), actor: try call.asked("actor"))
    var form = FormState(["stream": asked.stream ?? "", "kind": asked.kind ?? "", "actor": asked.actor ?? ""])
    var prefix = asked.stream
    if let text = asked.stream, !text.contains("/") {
      // A ticket's number stands for its stream.
      if let stream = try? await app.ask(FindStream("ticket/", text), as: principal) { prefix = stream }
    }
    let before = try call.asked("before").map { text throws -> ListJournal.Position in
      let value = try PageCursor.read(text, as: Pages.position)
      return ListJournal.Position(
        recordedAt: Instant(milliseconds: value["at"]?.integerValue ?? 0), stream: value["stream"]?.stringValue ?? "",
        sequence: value["sequence"]?.integerValue ?? 0)
    }
    var found: JournalUseCases.JournalPage?
    do {
      found = try await app.ask(
        ListJournal(kind: asked.kind, actor: asked.actor, streamPrefix: prefix, before: before, withSubjects: true),
        as: principal)
    } catch MainstayError.invalid(let faults) {
      form.faults = faults
    }
    let status = try await app.ask(SealStatus(), as: principal)
    let query: KeyValuePairs<String, String?> = [
      "stream": asked.stream, "kind": asked.kind, "actor": asked.actor,
      "before": found?.next.map {
        PageCursor.write([
          "at": .integer($0.recordedAt.milliseconds), "stream": .string($0.stream), "sequence": .integer($0.sequence),
        ])
      },
    ]
    var page = JournalPage(
      form: form,
      entries: (found?.entries ?? []).map { stored in
        var entry = JournalPage.Entry(stored)
        entry.stream = JournalPage.Stream(entry.stream.name, found?.subjects[entry.stream.name])
        return entry
      },
      pager: Pager(
        shows: Words.count(found?.entries.count ?? 0, "entry", "entries"),
        next: found?.next == nil ? nil : Address.path("/journal", query), first: before == nil ? nil : "/journal"),
      seal: status.last.map { JournalPage.Seal($0) },
      run: try app.verifier.runs(as: principal).first.map { VerificationFigure($0) })
    page.live = page.run?.live(at: call.address)
    page.unreadable = found?.unreadable ?? []
    return page
  }

  private func streamPage(_ stream: String, _ call: Call) async throws -> JournalPage {
    let principal = try call.principal
    let after = try call.asked("after", in: 0...Int.max).map { Int64($0) } ?? 0
    let found = try await app.ask(StreamEntries(stream, after: after), as: principal)
    let base = "/journal/streams/" + Address.encoded(stream)
    var title = JournalPage.Stream(stream, found.subject)
    if title.path == nil { title.title = stream }
    var previous: String? = after == 0 ? hexadecimal(HashChain.origin) : nil
    let entries = found.entries.map { stored -> JournalPage.Entry in
      var entry = JournalPage.Entry(stored)
      entry.stream.title = title.title
      entry.previous = previous
      previous = entry.hash
      return entry
    }
    var page = JournalPage(
      stream: title, entries: entries,
      pager: Pager(
        shows: "\(Words.count(entries.count, "entry", "entries")) of \(Words.grouped(Int(found.head.sequence)))",
        next: found.hasMore ? Address.path(base, ["after": String(found.last)]) : nil, first: after == 0 ? nil : base))
    page.unreadable = found.unreadable
    return page
  }

  /// One stream is verified at once; the whole journal in the background.
  @Sendable private func verify(_ call: Call) async throws -> Answer {
    let principal = try call.principal
    let form = try call.form()
    if let stream = form.said("stream") {
      let report = try await app.ask(VerifyStream(stream), as: principal)
      var page = try await streamPage(stream, call)
      page.check = JournalPage.CheckResult(report)
      return answer(page, call)
    }
    do {
      _ = try app.verifier.start(on: app, as: principal)
      return done(call, Place.journal.path, "The verification has begun. It goes on when you leave this page.")
    } catch MainstayError.conflict(_, let message) {
      return done(call, Place.journal.path, message, tone: .warn)
    }
  }
}

extension JournalPage.Entry {
  init(_ stored: StoredEntry) {
    let entry = stored.entry
    self.init(
      stream: .init(name: entry.stream, title: JournalPage.Stream.short(entry.stream)), sequence: Int(entry.sequence),
      kind: entry.kind, actor: entry.actor, at: entry.at, recordedAt: entry.recordedAt, payload: entry.payload,
      hash: hexadecimal(stored.hash))
  }
}

extension JournalPage.Stream {
  /// A stream by what it is about, with the page of that; by its own name where nothing is known.
  init(_ name: String, _ subject: StreamSubject?) {
    self.init(name: name, title: JournalPage.Stream.short(name))
    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return }
    switch (parts[0], subject) {
    case ("ticket", let ticket?):
      (title, detail) = (ticket.title, ticket.detail)
      path = "/tickets/" + Address.encoded(ticket.title)
    case ("person", let person?):
      (title, detail) = (person.title, person.detail)
      path = "/people/" + Address.encoded(person.detail)
    case ("agreement", _):
      (title, path) = ("Agreement \(parts[1])", "/agreements/" + Address.encoded(parts[1]))
    case ("calendar", _):
      (title, path) = ("Calendar \(parts[1])", "/calendars/" + Address.encoded(parts[1]))
    case ("webhook", let hook?): (title, detail, path) = (hook.title, hook.detail, "/outbox/webhooks")
    case ("team", _): (title, path) = ("Team \(parts[1])", "/structure/team/" + Address.encoded(parts[1]))
    case ("structure", let record?):
      let key = parts[1].split(separator: "/", maxSplits: 1).last.map(String.init) ?? ""
      (title, detail) = (record.title, record.detail)
      path = "/structure/" + Address.encoded(record.detail) + "/" + Address.encoded(key)
    case ("outage", let outage?):
      (title, detail) = (outage.title, outage.detail)
      path = "/outages/" + Address.encoded(outage.title)
    case ("service-change", let change?):
      (title, detail) = (change.title, change.detail)
      path = "/service-changes/" + Address.encoded(change.title)
    case ("dispute", let dispute?):
      (title, detail) = (dispute.title, dispute.detail)
      path = "/disputes/" + Address.encoded(dispute.title)
    case ("statement", let statement?):
      (title, detail) = (statement.title, statement.detail)
      path = "/statements/" + Address.encoded(statement.title)
    case ("recovery", let recovery?):
      (title, detail) = (recovery.title, recovery.detail)
      path = "/recover/" + Address.encoded(parts[1])
    case ("availability", _):
      (title, path) = ("Availability of \(parts[1])", "/services/" + Address.encoded(parts[1]))
    case ("availability-promise", _):
      (title, path) = ("Promise for \(parts[1])", "/services/" + Address.encoded(parts[1]) + "/promise")
    case ("person-profile", let person?):
      (title, detail) = (person.title, "place and skills")
      path = "/people/" + Address.encoded(person.detail) + "/profile"
    default: break
    }
  }

  /// `ticket/0199...4f2a`: the end of an id tells streams apart, its beginning is only the time.
  static func short(_ name: String) -> String {
    name.utf8.count <= 28 ? name : "\(name.prefix(11))\u{2026}\(name.suffix(12))"
  }
}

extension JournalPage.Seal {
  init(_ signed: SignedCheckpoint) {
    let checkpoint = signed.checkpoint
    self.init(
      number: Int(checkpoint.number), at: checkpoint.at, streams: checkpoint.size, root: hexadecimal(checkpoint.root))
  }
}

extension JournalPage.CheckResult {
  init(_ report: VerificationReport) {
    self.init(
      streams: report.counts.streams, entries: report.counts.entries, seals: report.counts.checkpoints,
      findings: report.findings.kept)
  }
}
