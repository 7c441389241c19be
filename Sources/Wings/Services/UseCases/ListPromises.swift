import BusinessTime
import Core
import Kernel
import Services
import Storage

/// What services are promised, with nothing that is counted from records.
public struct ListPromises: Query {
  /// All services where nil.
  public var service: String?
  public init(_ service: String? = nil) { self.service = service }

  public struct Answer: Sendable {
    /// By name.
    public var services: [Service]
    /// What cannot be read, a line each.
    public var unreadable: [String]
  }

  public struct Service: Sendable {
    public var service: String
    public var line: PromiseLine
    /// The date now, in the zone of its newest promise.
    public var today: CivilDate
  }

  /// The stream of the journal in which a service's promises stand.
  package static func stream(of service: String) -> String { PromiseProjection.prefix + service }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeServices)
    let names =
      try service.map { [$0] } ?? PromiseStore.services(limit: ServiceLimits.services, in: look.transaction)
    var answer = Answer(services: [], unreadable: [])
    for name in names.sorted(by: { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }) {
      do {
        let line = try PromiseStore.line(of: name, in: look.transaction)
        let zone = line.versions.last { $0.promise != nil }?.promise?.timeZone ?? "UTC"
        answer.services.append(
          Service(service: name, line: line, today: try look.zone(zone).local(look.now).date))
      } catch MainstayError.unreadable(let record, let reason) {
        answer.unreadable.append("\(record): \(reason)")
      }
    }
    return answer
  }
}
