import Components
import Journal
import Kernel
import Markup

extension JournalPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "Entries never change: each carries the hash of the one before, and signed seals hold all streams together."
    ) {
      if let path = stream?.path { html.a("Open \(stream?.title ?? "it")", .class("button"), .href(path)) }
      if stream != nil || run?.isRunning != true {
        html.postForm("/journal/verify", reader: reader) {
          if let stream { html.input(.type("hidden"), .name("stream"), .value(stream.name)) }
          html.button(.class("button main")) {
            html.icon(.shield)
            html.text(stream == nil ? "Verify everything" : "Verify this stream")
          }
        }
      }
    }
    if let check { result(html, check) }
    if let seal { self.seal(html, seal, reader) }
    if let run { html.verification(run, for: reader) }
    if stream == nil { filter(html) }
    if !unreadable.isEmpty {
      html.notice(.bad) {
        html.h2("\(Words.count(unreadable.count, "entry", "entries")) of this page cannot be read")
        html.ul { for text in unreadable { html.li { html.text(text) } } }
      }
    }
    if entries.isEmpty, unreadable.isEmpty {
      html.empty(.journal, "No entries", "Nothing fits this filter.") {
        html.a("Show all", .class("button"), .href(Place.journal.path))
      }
    } else {
      list(html, reader)
      html.pager(pager)
    }
  }

  private func result(_ html: HTML, _ check: CheckResult) {
    let entries = Words.count(check.entries, "entry", "entries")
    let streams = Words.count(check.streams, "stream", "streams")
    let seals = Words.count(check.seals, "seal", "seals")
    let counts = "\(entries) of \(streams) and \(seals) were checked."
    if check.findings.isEmpty {
      html.notice(.good) {
        html.h2("Everything holds")
        html.p(counts + " Hashes, order and seals agree.")
      }
      return
    }
    html.notice(.bad) {
      html.h2("\(Words.count(check.findings.count, "difference", "differences")) found")
      html.p(counts)
      html.findings(check.findings)
    }
  }

  private func seal(_ html: HTML, _ seal: Seal, _ reader: Reader) {
    html.p(.class("soft small")) {
      html.icon(.verified)
      html.text(" Seal \(seal.number), ")
      html.ago(seal.at, for: reader)
      html.text(", over \(Words.count(seal.streams, "stream", "streams")): ")
      html.span(seal.root, .class("hash"))
    }
  }

  private func filter(_ html: HTML) {
    html.form(.class("inline-fields filters tools"), .action("/journal"), .method("get"), .role("search")) {
      html.textField("stream", "Stream or ticket number", form, optional: true, .data("search", ""))
      // Those that stand on this page are offered.
      html.combobox("kind", "Kind", Set(entries.map(\.kind)).sorted().map { Choice($0, EntryWords.kind($0)) }, form)
      html.textField("actor", "By", form, optional: true)
      html.button("Filter", .class("button"))
    }
  }

  private func list(_ html: HTML, _ reader: Reader) {
    let columns = [
      Column("Stream"), Column("No", number: true), Column("What"), Column("By"), Column("Happened"),
      Column("Recorded"), Column("Hash"),
    ]
    guard !entries.isEmpty else { return }
    html.table("Entries", columns: columns, stacks: true) {
      for entry in entries { entry.write(html, for: reader) }
    }
  }
}

extension JournalPage.Entry {
  func write(_ html: HTML, for reader: Reader) {
    html.tr {
      html.td {
        html.a(.href("/journal/streams/" + Address.encoded(stream.name)), .title(stream.name)) {
          html.bdi(stream.title)
        }
        if let detail = stream.detail {
          html.span(.class("under")) { html.bdi(detail) }
        }
      }
      html.td(String(sequence), .class("num"), .data("label", "Entry"))
      html.td(.class("subject")) {
        html.details {
          html.summary(EntryWords.kind(kind).revealed)
          html.p(.class("small soft")) { html.code(kind.revealed) }
          // Still the JSON that it is: what is hidden is written as an escape of it.
          html.pre { html.code(payload.revealed) }
          if let path = stream.path { html.p { html.a("Open \(stream.title)", .href(path)) } }
          html.p(.class("small soft")) {
            if let previous {
              html.text("after ")
              html.span(previous, .class("hash"))
              html.br()
            }
            html.text("hash ")
            html.span(hash, .class("hash"))
          }
        }
      }
      html.td(.data("label", "By")) { html.bdi(actor) }
      html.td(.class("nowrap"), .data("label", "Happened")) { html.moment(at, for: reader) }
      html.td(.class("nowrap soft"), .data("label", "Recorded")) { html.moment(recordedAt, for: reader) }
      html.td(String(hash.prefix(10)), .class("hash"), .title(hash))
    }
  }
}
