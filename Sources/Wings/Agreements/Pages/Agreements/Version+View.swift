import Components
import Kernel
import Markup

extension HTML {
  /// The versions of a record, each with what changed since the one before.
  func versions(_ versions: [VersionLine], here: Int, path: String, for reader: Reader) {
    ol(.class("line")) {
      for line in versions {
        li(.class("entry change")) {
          icon(line.version == here ? .right : .history)
          div {
            div(.class("entry-head")) {
              a("Version \(line.version)", .href("\(path)?version=\(line.version)"), .current(line.version == here))
              moment(line.madeAt, .date, for: reader)
            }
            text("by ")
            person(PersonName(line.madeBy))
            if let note = line.note { text(": \(note)") }
            if line.version > 1 {
              text(" \u{b7} ")
              a("what changed", .href("\(path)/diff?from=\(line.version - 1)&to=\(line.version)"))
            }
          }
        }
      }
    }
  }
}

extension VersionDiffPage {
  public func write(_ html: HTML, for reader: Reader) {
    let added = lines.count { $0.kind == .added }
    let removed = lines.count { $0.kind == .removed }
    let counted =
      added + removed == 0 ? "Nothing differs." : "\(Words.count(added, "line", "lines")) added, \(removed) removed."
    guard let changes, !changes.isEmpty || added + removed == 0 else {
      html.heading(title, lead: counted)
      others(html)
      return file(html)
    }
    html.heading(
      title,
      lead: changes.isEmpty ? counted : "\(Words.count(changes.count, "clause differs", "clauses differ")).")
    others(html)
    guard !changes.isEmpty else { return }
    html.changes(changes, caption: "What version \(to) says that version \(from) did not")
    html.details(.class("more")) {
      html.summary("As the file has it: \(counted)")
      file(html)
    }
  }

  /// Two other versions to compare.
  private func others(_ html: HTML) {
    guard versions.count > 2, let record = crumbs.last?.path else { return }
    let choices = versions.map { Choice(String($0), "version \($0)") }
    let state = FormState(["from": String(from), "to": String(to)])
    html.form(.class("inline-fields filters tools"), .action(record + "/diff"), .method("get")) {
      html.selectField("from", "From", choices, state)
      html.selectField("to", "To", choices, state)
      html.button("Compare", .class("button"))
    }
  }

  private func file(_ html: HTML) {
    html.table("Differences", columns: [Column("Change", hidden: true), Column("Line", hidden: true)]) {
      for line in lines {
        switch line.kind {
        case .same: row(html, "", "", line.text)
        case .added: row(html, "added", "+", line.text)
        case .removed: row(html, "removed", "\u{2212}", line.text)
        }
      }
    }
  }

  private func row(_ html: HTML, _ name: String, _ mark: String, _ text: String) {
    html.tr(.class("diff " + name)) {
      html.td(.class("mark")) {
        html.span(mark, .ariaHidden)
        if !name.isEmpty { html.span(name, .class("unseen")) }
      }
      html.td { html.code(text) }
    }
  }
}
