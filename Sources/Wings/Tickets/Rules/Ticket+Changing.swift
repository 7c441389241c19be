import Kernel

extension Ticket {
  /// Attributes that only other actions may set.
  public static let reservedAttributes: Set<String> = ["team", "assignee", "kind", "state", "at", "event"]

  /// Sets attributes such as priority, category and service; nil takes one away. A change of
  /// priority needs its reason. What already is so is left out; nothing left is no event.
  public func change(_ set: [String: String?], reason: String?) throws(MainstayError) -> [TicketEvent] {
    var faults = Ticket.attributeFaults(set, path: "set")
    for key in set.keys.sorted() where Ticket.reservedAttributes.contains(key) {
      faults.append(FieldFault("set." + key, "is set by an action of its own"))
    }
    if let reason { Ticket.checkName(reason, "reason", faults: &faults) }
    if set.isEmpty { faults.append(FieldFault("set", "name at least one attribute")) }
    let news = set.filter { attributes[$0.key] != $0.value }
    if news.keys.contains("priority"), reason == nil {
      faults.append(FieldFault("reason", "say why the priority changes"))
    }
    if news.keys.contains(Ticket.classAttribute), confidentialityClass != nil, reason == nil {
      faults.append(FieldFault("reason", "say why others may know of it from now on"))
    }
    if set.keys.contains("priority"), set["priority"] == .some(.none) {
      faults.append(FieldFault("set.priority", "a ticket always has a priority"))
    }
    if !faults.isEmpty { throw .invalid(faults) }
    try requireLiving("changing it")
    var result = attributes
    for (key, value) in news { result[key] = value }
    if result.count > TicketLimits.attributes {
      throw .limit(name: "attributes of a ticket", limit: TicketLimits.attributes)
    }
    return news.isEmpty ? [] : [.changed(news, reason: reason)]
  }
}
