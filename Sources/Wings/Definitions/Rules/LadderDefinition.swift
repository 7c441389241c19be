import Agreements
import Escalation
import Kernel

/// A ladder of escalation, as a file says it: what `mainstay ladder show` prints and `mainstay ladder apply` takes.
public struct LadderDefinition: Hashable, Sendable {
  public var key: String
  /// People stand in it by their sign-in names.
  public var ladder: Ladder
  /// Nil: as it is, and of a new one yes.
  public var isOn: Bool?

  public init(_ key: String, _ ladder: Ladder, isOn: Bool? = nil) {
    (self.key, self.ladder, self.isOn) = (key, ladder, isOn)
  }

  public var json: JSON {
    .members(["key": .string(key), "on": isOn.map(JSON.bool), "ladder": ladder.json])
  }

  /// Reads what `json` wrote, logging every fault by its path; nil where there is one.
  package init?(_ members: Members, log: FaultLog) {
    members.refuseOthers(than: ["key", "on", "ladder"])
    let key = members.required("key", "is missing: what the ladder is called by")?.name()
    let isOn = members["on"].map { $0.bool() }
    guard let field = members.required("ladder", "is missing: its rungs") else { return nil }
    var ladder: Ladder?
    do throws(MainstayError) { ladder = try Ladder(json: field.value) } catch {
      guard case .invalid(let faults) = error else { return nil }
      for fault in faults { log.add(fault.path.isEmpty ? "ladder" : "ladder." + fault.path, fault.message) }
    }
    guard let key, let ladder, log.faults.isEmpty else { return nil }
    self.init(key, ladder, isOn: isOn ?? nil)
  }
}
