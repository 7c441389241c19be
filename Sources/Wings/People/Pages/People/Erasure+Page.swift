import Components
import Core
import HTTPSupport
import HTTPTypes
import Journal
import Kernel
import Markup
import PeopleUseCases

/// What erasing somebody would do, and the form that does it.
public struct ErasurePage: Page {
  public var title: String { "Erase \(plan.displayName ?? plan.name)" }
  public var words: [Term] { [.journal, .exclusion, .webhook] }
  public var place: Place? { .people }
  public var crumbs: [Crumb] {
    // Whom only imported tickets name has no page.
    [Crumb("People", Place.people.path)] + (plan.displayName.map { [Crumb($0, path)] } ?? [])
  }
  public var plan: ErasurePlan
  /// What goes, in the order in which it is read.
  public var kinds: [ErasedKind]
  public var form: FormState
  /// Whether the reader types the own password again.
  public var needsProof: Bool

  private var path: String { "/people/" + Address.encoded(plan.name) }

  public init(_ plan: ErasurePlan, of kinds: [ErasedKind], form: FormState = FormState(), needsProof: Bool) {
    (self.plan, self.kinds, self.form, self.needsProof) = (plan, kinds, form, needsProof)
  }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: "This is for good: who was erased cannot be brought back.")
    if !plan.obstacles.isEmpty {
      html.notice(.bad) {
        html.p("\(plan.name) cannot be erased now:")
        html.ul { for obstacle in plan.obstacles { html.li(obstacle) } }
      }
    }
    html.part("Which texts go", id: "texts") { choice(html) }
    html.div(.class("pair")) {
      html.part("What goes, or stands without the name", id: "goes") { goes(html) }
      html.part("What stays", id: "stays") { stays(html) }
    }
    if plan.obstacles.isEmpty { html.part("Erase", id: "erase") { erase(html, reader) } }
  }

  private func choice(_ html: HTML) {
    html.form(.action(path + "/erase"), .method("get"), .class("inline-fields")) {
      html.selectField(
        "texts", "Texts", ErasedTexts.allCases.map { Choice($0.rawValue, $0.words) },
        FormState(["texts": plan.texts.rawValue]))
      html.button("Show", .class("button"))
    }
  }

  private func goes(_ html: HTML) {
    html.table("What goes", columns: [Column("How many", number: true), Column("What")]) {
      for kind in kinds {
        guard let count = plan.gone[kind] else { continue }
        html.tr {
          html.td(Words.grouped(count), .class("num"))
          html.td(kind.words)
        }
      }
    }
  }

  private func stays(_ html: HTML) {
    let remains = plan.remains
    html.ul {
      if !remains.entries.isEmpty {
        html.li {
          html.text(
            "\(remains.hasMoreEntries ? "More than " : "")\(Words.count(remains.entries.count, "entry", "entries")) of "
              + "the journal, which hold the name or mail address in plain: ")
          html.text(
            Dictionary(grouping: remains.entries, by: \.kind).sorted { $0.key < $1.key }
              .map { "\(Words.grouped($0.value.count)) \($0.key)" }.joined(separator: ", ") + ".")
        }
      }
      if !remains.mentions.isEmpty {
        html.li {
          html.text("Texts of others that mention them, on ")
          for (index, number) in remains.mentions.prefix(20).enumerated() {
            if index > 0 { html.text(", ") }
            html.a(number, .href("/tickets/" + Address.encoded(number)))
          }
          html.text(remains.mentions.count > 20 ? " and \(Words.grouped(remains.mentions.count - 20)) more." : ".")
        }
      }
      for sentence in remains.outside { html.li(sentence) }
    }
  }

  private func erase(_ html: HTML, _ reader: Reader) {
    html.faults(
      form.faults,
      labels: ["confirm": "Name once more", "reason": "Reason", "current": "Your own password", "texts": "Texts"])
    html.postForm(path + "/erase", reader: reader, .class("form")) {
      html.input(.type("hidden"), .name("texts"), .value(plan.texts.rawValue))
      html.textField(
        "reason", "Reason", form, hint: "For the journal, where it stands for ever: do not name the person.", limit: 300
      )
      html.textField("confirm", "Name once more", form, hint: "Type \(plan.name), whom this erases.", limit: 100)
      if needsProof { html.ownPassword(form, hint: "Because this cannot be undone.") }
      html.div(.class("actions")) { html.button("Erase for good", .class("button grave")) }
    }
  }
}

extension ErasedTexts {
  /// What it means, to choose from.
  fileprivate var words: String {
    switch self {
    case .keep: "Keep all texts, without the name"
    case .written: "What the person wrote"
    case .about: "What the person wrote, and what others wrote on tickets for them"
    }
  }
}

extension Pages {
  var erasure: [Route] {
    [
      .page("/people/{person}/erase", .permission(.managePeople), feature: "People") { call in
        let texts = try call.asked("texts", oneOf: ErasedTexts.self) ?? .written
        return answer(try await erasurePage(call, texts), call)
      },
      .form("/people/{person}/erase", .permission(.managePeople), feature: "People", handler: erase),
    ]
  }

  private func erasurePage(
    _ call: Call, _ texts: ErasedTexts, _ form: FormState = FormState()
  ) async throws -> ErasurePage {
    ErasurePage(
      try await app.ask(PlanErasure(of: call.place("person"), texts: texts), as: call.principal),
      of: app.features.erasedKinds, form: form,
      needsProof: try await needsProof(call))
  }

  @Sendable private func erase(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let texts = try form.said("texts", oneOf: ErasedTexts.self) ?? .written
    do {
      try await proveIfAsked(form, call)
      let request = ErasureRequest(
        name: call.place("person"), confirmation: form.said("confirm") ?? "", texts: texts,
        reason: form.said("reason") ?? "")
      let report = try await app.erase(request, as: call.principal)
      return done(call, Place.people.path, "Erased. \(report.displayName) stands where the name stood.")
    } catch MainstayError.notFound(let kind, let id) {
      throw MainstayError.notFound(kind: kind, id: id)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await erasurePage(call, texts, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }
}
