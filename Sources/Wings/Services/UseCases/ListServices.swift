import Agreements
import Core
import Kernel
import Services

/// How a service stands in the period that runs.
public struct ServiceStanding: Sendable {
  public var service: String
  /// Nil where nothing is promised at present.
  public var answer: ServiceAnswer?
  /// Why there is no figure although something is promised.
  public var fault: String?
  /// Whether anything was ever promised of it.
  public var isPromised = false
  /// Records of trouble that go on.
  public var running: Int
  /// What was stated last, of a period that has ended.
  public var last: AvailabilityStatement?

  public init(
    service: String, answer: ServiceAnswer? = nil, fault: String? = nil, running: Int = 0,
    last: AvailabilityStatement? = nil
  ) {
    (self.service, self.answer, self.fault) = (service, answer, fault)
    (self.running, self.last) = (running, last)
  }
}

/// Services with this period's availability, by name, a page at a time.
public struct ListServices: Query {
  /// The service behind which the page begins.
  public var after: String?
  public var limit: Int

  public init(after: String? = nil, limit: Int = PageLimits.usual) { (self.after, self.limit) = (after, limit) }

  public func answer(from look: Look) throws -> ServiceList {
    try look.principal.require(.seeServices)
    let limit = PageLimits.clamp(limit)
    let all = Set(
      try PromiseStore.services(limit: ServiceLimits.services, in: look.transaction)
        + OutageStore.services(limit: ServiceLimits.services, in: look.transaction)
    ).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    let rest = all.filter { name in
      after.map { $0.unicodeScalars.lexicographicallyPrecedes(name.unicodeScalars) } ?? true
    }
    let running = try OutageStore.running(in: look.transaction)
    let page = try rest.prefix(limit).map { service in
      var standing = ServiceStanding(service: service, running: running[service] ?? 0)
      do {
        standing.last = try PromiseStore.latestStatements(of: service, in: look.transaction).last
        let line = try PromiseStore.line(of: service, in: look.transaction)
        standing.isPromised = line.first != nil
        if let period = try look.running(line), let asked = try look.question(of: service, line, period) {
          standing.answer = try asked.question.answered()
        }
      } catch let error as MainstayError {
        // One that cannot be counted hides none of its neighbours.
        standing.fault = error.line
      }
      return standing
    }
    return ServiceList(
      services: page, next: rest.count > limit ? page.last?.service : nil, total: all.count)
  }
}

/// A page of services.
public struct ServiceList: Sendable {
  public var services: [ServiceStanding]
  /// Where the next page begins; nil on the last.
  public var next: String?
  /// All that there are.
  public var total: Int

  public init(services: [ServiceStanding], next: String?, total: Int) {
    (self.services, self.next, self.total) = (services, next, total)
  }
}

extension MainstayError {
  /// In a line, for who looks at a list.
  fileprivate var line: String {
    switch self {
    case .invalid(let faults): faults.map { "\($0.path) \($0.message)" }.joined(separator: "; ")
    case .unreadable(let record, let reason): "\(record): \(reason)"
    case .limit(let name, let limit): "\(name): at most \(limit)"
    case .unavailable(let reason): reason
    default: "it cannot be counted"
    }
  }
}
