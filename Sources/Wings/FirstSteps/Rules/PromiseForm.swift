import Agreements
import Kernel

/// An agreement as somebody types it who has never seen an agreement file: by when a ticket of each priority is
/// answered and done. It says the same as a file does, or what of it is wrong, by the names of its fields.
public struct PromiseForm: Hashable, Sendable {
  public var name: String
  /// The attribute that decides whom it covers; empty: everybody.
  public var attribute: String
  /// Its values, with commas between.
  public var values: String
  /// The calendar whose open time counts.
  public var calendar: String
  /// In the order of the desk.
  public var priorities: [Priority]
  /// Hold reasons that let the time for being done rest.
  public var pauseReasons: [String]
  /// Whether requests are done by the same times as incidents.
  public var coversRequests: Bool

  public struct Priority: Hashable, Sendable {
    public var key: String
    /// By when it is answered first, as it was typed; empty: no promise.
    public var response: String
    /// By when it is done.
    public var resolution: String
    public init(_ key: String, response: String = "", resolution: String = "") {
      (self.key, self.response, self.resolution) = (key, response, resolution)
    }
  }

  /// Attributes that may decide whom an agreement covers.
  public static let attributes = ["organisation", "category", "service"]

  public init(
    name: String, attribute: String = "", values: String = "", calendar: String, priorities: [Priority],
    pauseReasons: [String] = [], coversRequests: Bool = true
  ) {
    (self.name, self.attribute, self.values, self.calendar) = (name, attribute, values, calendar)
    (self.priorities, self.pauseReasons, self.coversRequests) = (priorities, pauseReasons, coversRequests)
  }

  /// Lengths that stand there before anybody has typed, for the first priorities of a desk; the last of them for more.
  public static let usual: [(response: String, resolution: String)] = [
    ("15 min", "4 h"), ("1 h", "8 h"), ("4 h", "3 d"), ("8 h", "5 d"),
  ]

  /// The field of a length: `response:P1`.
  public static func field(_ what: String, _ priority: String) -> String { "\(what):\(priority)" }

  /// What agreements are known by, out of their names: `Standard service` is `standard-service`.
  public var key: String {
    let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let key = words.joined(separator: "-").prefix(60)
    return key.isEmpty ? "agreement" : String(key)
  }

  /// Attributes that a ticket must have; empty covers every ticket.
  public var scope: [String: [String]] {
    attribute.isEmpty ? [:] : [attribute: values.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }]
  }

  /// When somebody is told that time runs out.
  private static let threshold = "75%"

  /// The agreement that a file of these promises would hold.
  ///
  /// - Throws: `invalid` with all faults of form; what an agreement is held to besides is asked of the agreement.
  public func agreement() throws(MainstayError) -> Agreement {
    var faults = TextBounds.label.faults(in: name, at: "name")
    if !attribute.isEmpty {
      if !PromiseForm.attributes.contains(attribute) {
        faults.append(FieldFault("attribute", "is one of \(PromiseForm.attributes.joined(separator: ", "))"))
      } else if scope[attribute]?.isEmpty != false {
        faults.append(FieldFault("values", "say which \(attribute), several with commas between"))
      }
    }
    if calendar.isEmpty { faults.append(FieldFault("calendar", "is missing: whose open hours count")) }
    let response = targets("response", \.response, &faults)
    let resolution = targets("resolution", \.resolution, &faults)
    if faults.isEmpty, response.isEmpty, resolution.isEmpty, let first = priorities.first {
      faults.append(FieldFault(PromiseForm.field("response", first.key), "nothing is promised; say a time like 4 h"))
    }
    guard faults.isEmpty, let rung = try? Rung(parsing: PromiseForm.threshold) else { throw .invalid(faults) }
    var objectives: [Objective] = []
    func add(_ name: String, _ metric: Metric, _ targets: [Target]) {
      guard !targets.isEmpty else { return }
      objectives.append(
        Objective(name: name, metric: metric, calendar: calendar, targets: targets, thresholds: [rung]))
    }
    add("first response", .firstResponse, response)
    add("resolution", .resolution, resolution)
    if coversRequests { add("fulfilment", .fulfilment, resolution) }
    return Agreement(name: name, pauseReasons: pauseReasons, objectives: objectives)
  }

  /// A row for each length, in the order of the priorities that have it first.
  private func targets(
    _ what: String, _ text: KeyPath<Priority, String>, _ faults: inout [FieldFault]
  ) -> [Target] {
    var rows: [(length: ISO8601Duration, priorities: [String])] = []
    for priority in priorities {
      let typed = priority[keyPath: text].trimmed
      guard !typed.isEmpty else { continue }
      guard let length = LengthText.read(typed) else {
        faults.append(
          FieldFault(PromiseForm.field(what, priority.key), "is no length like 30 min, 4 h, 1 h 30 min or 2 d"))
        continue
      }
      if let row = rows.firstIndex(where: { $0.length == length }) {
        rows[row].priorities.append(priority.key)
      } else {
        rows.append((length, [priority.key]))
      }
    }
    return rows.map { Target(when: [Condition("priority", anyOf: $0.priorities)], length: .open($0.length)) }
  }
}
