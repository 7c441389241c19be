import Agreements
import Components
import Kernel

/// Clauses of agreements in words.
public enum AgreementWords {
  /// `priority is P1 or P2, service is mail`; `any ticket`.
  public static func conditions(_ conditions: [Condition]) -> String {
    guard !conditions.isEmpty else { return "any ticket" }
    return conditions.map { "\(Words.plain($0.attribute)) is \($0.values.joined(separator: " or "))" }
      .joined(separator: ", ")
  }

  /// Why a row of the targets is the one: `priority is P1`, `no row before it fits`.
  public static func reason(_ choice: TargetChoice) -> String {
    guard choice.row != nil else { return "no row of the targets fits this ticket" }
    guard !choice.met.isEmpty else {
      return choice.passedOver == 0
        ? "the agreement promises the same for every ticket"
        : "no row before it fits, and this one is for any ticket"
    }
    return choice.met.map { met in
      let asked =
        met.condition.values.count > 1 ? " (the row asks for \(met.condition.values.joined(separator: " or ")))" : ""
      return "the ticket's \(Words.plain(met.condition.attribute)) is \(met.value)\(asked)"
    }.joined(separator: ", and ")
  }

  /// `95 %`, `99.5 %`.
  public static func share(_ promised: PromisedShare) -> String { "\(promised.text.dropLast())\u{202f}%" }

  /// `SLA`, as people call the kind of agreement.
  public static func kind(_ kind: PromiseKind) -> String {
    switch kind {
    case .service: "SLA"
    case .operational: "OLA"
    case .supplier: "supplier contract"
    }
  }

  public static func change(_ policy: ChangePolicy) -> String {
    switch policy {
    case .carryElapsed: "keeps the time already used"
    case .restart: "the clock starts anew with the new target"
    }
  }

  /// - Parameter isBreached: Of one cycle: whether it breached; nil of the objective.
  public static func reopen(_ policy: ReopenPolicy, isBreached: Bool? = nil) -> String {
    switch policy {
    case .continue:
      switch isBreached {
      case true?: "this cycle goes on, because it breached; time in which it stood resolved does not count"
      case false?: "continues with the time that was left"
      case nil: "continues with the time that was left; a breached cycle goes on"
      }
    case .restart: "a new cycle starts with the full target"
    case .keepFirst: "the first verdict stands"
    case .countAll: "the clock goes on as if it had never stopped"
    }
  }

  public static func stop(_ point: StopPoint) -> String {
    switch point {
    case .resolved: "resolved"
    case .closed: "closed; resolving changes nothing for it"
    }
  }
}
