import Kernel

extension Outage {
  /// A record as an entry of the journal has it whole; nil where that says nothing of one.
  public init?(_ id: RecordID, journaled json: JSON) {
    func instant(_ name: String) -> Instant? { json[name]?.stringValue.flatMap { try? Instant(parsing: $0) } }
    guard let number = json["number"]?.integerValue, let service = json["service"]?.stringValue,
      let toldAt = instant("toldAt"), let toldBy = json["toldBy"]?.stringValue,
      let version = json["version"]?.integerValue
    else { return nil }
    self.init(id: id, number: Int(number), service: service, from: toldAt, toldAt: toldAt, toldBy: toldBy)
    guard take(said: json) else { return nil }
    (approvedAt, approvedBy) = (instant("approvedAt"), json["approvedBy"]?.stringValue)
    (isWithdrawn, self.version) = (json["withdrawn"]?.boolValue ?? false, Int(version))
  }
}

extension PromiseVersion {
  /// A version as an entry of the journal has it; nil where that says nothing of one.
  public init?(journaled json: JSON) {
    guard let number = json["number"]?.integerValue,
      let from = json["from"]?.stringValue.flatMap({ CivilDate(parsing: $0) }),
      let madeAt = json["madeAt"]?.stringValue.flatMap({ try? Instant(parsing: $0) }),
      let madeBy = json["madeBy"]?.stringValue
    else { return nil }
    var promise: AvailabilityPromise?
    if let said = json["promise"] {
      guard let read = AvailabilityPromise(json: said) else { return nil }
      promise = read
    }
    self.init(number: Int(number), from: from, promise: promise, madeAt: madeAt, madeBy: madeBy)
  }
}
