import Agreements
import Kernel
import Services

/// Service-level objectives in the vocabulary of OpenSLO v1 (https://openslo.com), as far as it has words for what is
/// promised here. What it has none for stands in annotations that begin with `mainstay.dev/`.
public enum OpenSLO {
  public static let version = "openslo/v1"
  static let prefix = "mainstay.dev/"

  /// Members of a promise that stand in annotations, in their order.
  static let annotations = [
    "from", "calendar", "uncovered", "unknown", "degraded", "maintenance", "shortest", "notice", "mostAnnounced",
  ]

  /// Names of records: RFC 1123 labels.
  struct Names {
    private var taken: Set<String> = []

    /// A name for a text, that no other record of the kind has.
    mutating func name(_ text: String) -> String {
      var plain = ""
      for byte in text.lowercased().utf8 {
        let isPlain = (48...57).contains(byte) || (97...122).contains(byte)
        if isPlain { plain.unicodeScalars.append(Unicode.Scalar(byte)) } else if plain.last != "-" { plain += "-" }
      }
      let trimmed = plain.drop { $0 == "-" }.prefix(56)
      var name = String(trimmed)
      while name.last == "-" { name.removeLast() }
      if name.isEmpty { name = "unnamed" }
      var (found, number) = (name, 1)
      while !taken.insert(found).inserted {
        number += 1
        found = "\(name)-\(number)"
      }
      return found
    }
  }

  static func isName(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    func isPlain(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...122).contains(byte) }
    guard (1...63).contains(bytes.count), isPlain(bytes[0]), isPlain(bytes[bytes.count - 1]) else { return false }
    return bytes.allSatisfy { isPlain($0) || $0 == 0x2d }
  }

  /// A share that is promised of an agreement's clocks.
  public struct Share: Hashable, Sendable {
    public var agreement: String
    /// What the agreement is called.
    public var name: String
    public var objective: String
    public var share: PromisedShare
    /// The zone of the objective's calendar.
    public var timeZone: String
    public init(agreement: String, name: String, objective: String, share: PromisedShare, timeZone: String) {
      (self.agreement, self.name, self.objective) = (agreement, name, objective)
      (self.share, self.timeZone) = (share, timeZone)
    }
  }

  /// Documents, and what of the desk they say in annotations alone, a sentence each.
  public struct Written: Hashable, Sendable {
    public var documents: [JSON] = []
    public var said: [String] = []
  }

  /// The records that say what services are promised, and which share of agreements' clocks.
  public static func write(_ services: [ServiceDefinition], shares: [Share]) -> Written {
    var (written, names, objectives) = (Written(), Names(), Names())
    for service in services {
      let name = names.name(service.service)
      var more: [String: JSON] = [:]
      if name != service.service { more[prefix + "service"] = .string(service.service) }
      let ends = service.steps.filter { $0.promise == nil }.map(\.from.iso8601)
      if !ends.isEmpty {
        more[prefix + "nothing-from"] = .string(ends.joined(separator: ","))
        written.said.append("\(service.service): that nothing is promised from a day on stands in an annotation.")
      }
      written.documents.append(serviceDocument(name, display: service.service, more))
      for step in service.steps {
        guard let promise = step.promise else { continue }
        written.documents.append(
          document(objectives.name(name + "-availability"), of: name, promise, from: step.from, &written.said))
      }
    }
    let agreements = Dictionary(grouping: shares, by: \.agreement).sorted { $0.key < $1.key }
    for (key, shares) in agreements {
      let name = names.name(key)
      written.documents.append(
        serviceDocument(name, display: shares[0].name, [prefix + "agreement": .string(key)]))
      for share in shares {
        written.documents.append(document(objectives.name("\(name)-\(share.objective)"), of: name, share))
      }
      written.said.append(
        "\(key): the shares of clocks that are promised are objectives here; whose clocks and which targets is said by the "
          + "agreement's own file alone.")
    }
    return written
  }

  private static func serviceDocument(_ name: String, display: String, _ annotations: [String: JSON]) -> JSON {
    .object([
      "apiVersion": .string(version), "kind": "Service",
      "metadata": .members([
        "name": .string(name), "displayName": display == name ? nil : .string(display),
        "annotations": annotations.isEmpty ? nil : .object(annotations),
      ]),
      "spec": .object([:]),
    ])
  }

  private static func document(
    _ name: String, of service: String, _ promise: AvailabilityPromise, from: CivilDate, _ said: inout [String]
  ) -> JSON {
    var members = promise.json.objectValue ?? [:]
    members["from"] = .string(from.iso8601)
    var notes: [String: JSON] = [:]
    for key in annotations { if let value = members[key] { notes[prefix + key] = value } }
    let (target, isExact) = fraction(promise.target, percent: true)
    if !isExact {
      notes[prefix + "target"] = .string(promise.target.text)
      said.append(
        "\(service): a target of \(promise.target.text) percent stands in an annotation, as OpenSLO has none of all.")
    }
    let carried = annotations.filter { $0 != "from" && members[$0] != nil }
    said.append("\(service), from \(from.iso8601): \(carried.joined(separator: ", ")) stand in annotations.")
    let window =
      switch promise.period {
      case .month: "1M"
      case .quarter: "1Q"
      case .year: "1Y"
      }
    return objective(
      name, of: service, notes: notes, counts: "seconds of service time", good: "seconds that count as up",
      window: window, from: from, zone: promise.timeZone, target: target)
  }

  private static func document(_ name: String, of service: String, _ share: Share) -> JSON {
    let (target, isExact) = fraction(ExactDecimal(units: Int64(share.share.tenThousandths), places: 4), percent: false)
    var notes: [String: JSON] = [
      prefix + "agreement": .string(share.agreement), prefix + "objective": .string(share.objective),
    ]
    if !isExact { notes[prefix + "target"] = "100" }
    return objective(
      name, of: service, notes: notes, counts: "clocks that ended", good: "clocks that were met", window: "1M",
      from: CivilDate(daysSince1970: 0), zone: share.timeZone, target: target)
  }

  private static func objective(
    _ name: String, of service: String, notes: [String: JSON], counts: String, good: String, window: String,
    from: CivilDate, zone: String, target: String
  ) -> JSON {
    func source(_ what: String) -> JSON {
      ["metricSource": ["type": "mainstay", "spec": ["service": .string(service), "counts": .string(what)]]]
    }
    return [
      "apiVersion": .string(version), "kind": "SLO",
      "metadata": ["name": .string(name), "annotations": .object(notes)],
      "spec": [
        "service": .string(service), "budgetingMethod": "Occurrences",
        "indicator": [
          "metadata": ["name": .string(name)],
          "spec": ["ratioMetric": ["counter": true, "good": source(good), "total": source(counts)]],
        ],
        "timeWindow": [
          [
            "duration": .string(window), "isRolling": false,
            "calendar": ["startTime": .string(from.iso8601 + " 00:00:00"), "timeZone": .string(zone)],
          ]
        ],
        "objectives": [["target": .decimal(target)]],
      ],
    ]
  }

  /// What OpenSLO writes where everything is promised, as its targets stay below 1.
  static let almostAll = "0.999999"

  /// A target as OpenSLO writes it, below 1; false where it could not be said so.
  static func fraction(_ target: ExactDecimal, percent: Bool) -> (String, Bool) {
    let places = target.places + (percent ? 2 : 0)
    guard Int128(target.units) < ExactDecimal.power(places) else { return (almostAll, false) }
    return (ExactDecimal.text(Int128(target.units), places: places), true)
  }
}
