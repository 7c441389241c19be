import Components
import Core
import Journal
import Kernel
import PeoplePages
import PeopleUseCases

extension Sample {
  private static func plan(_ name: String, display: String? = nil, obstacles: [String] = []) -> ErasurePlan {
    var plan = ErasurePlan(id: RecordID("p1"), name: name, displayName: display, texts: .about)
    plan.gone = [erasedKinds[0]: 1, erasedKinds[1]: 1_204]
    plan.obstacles = obstacles
    plan.remains.entries = (1...3).map {
      .init(stream: "ticket/0199", sequence: $0, kind: "ticket.opened", hasName: $0 == 1)
    }
    plan.remains.hasMoreEntries = true
    plan.remains.mentions = (1...30).map { "INC-\($0)" }
    return plan
  }

  private static let erasedKinds = [ErasedKind("key", "key of their own"), ErasedKind("tickets", "tickets for <them>")]

  static let erasure = ErasurePage(
    plan("kim.berg", display: "Kim Berg"), of: erasedKinds,
    form: FormState(
      ["reason": "Kim Berg asked", "confirm": "kim"],
      faults: [
        FieldFault("confirm", "type kim.berg, whom this erases, once more"),
        FieldFault("reason", "must not name the person"),
      ]), needsProof: true)

  static let refusedErasure = ErasurePage(
    plan("Caller <7>", obstacles: ["Caller <7> owns 3 open tickets: give them away first."]), of: erasedKinds,
    needsProof: false)

  static let erasedPerson = PersonPage(
    person: .init(
      name: "erased-7f3a", display: "Erased person 7F3A", role: .agent, teams: [], isActive: false, isErased: true),
    version: 4, form: nil)
}

extension Gallery {
  static let erasure: [(name: String, page: any Page, role: Role)] = [
    ("erasure", Sample.erasure, .admin), ("erasure-refused", Sample.refusedErasure, .admin),
    ("person-erased", Sample.erasedPerson, .admin),
  ]
}
