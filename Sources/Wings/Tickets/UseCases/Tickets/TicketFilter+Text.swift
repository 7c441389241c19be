import Kernel

extension TicketFilter {
  /// As it stands in the filter box: reading it gives the same filter, times as instants.
  public var text: String {
    var terms = ["is:" + stage.rawValue]
    let marks: [(Bool, String)] = [
      (isUnassigned, "unassigned"), (isHeld == true, "held"), (isHeld == false, "running"), (isBreached, "breached"),
      (isReturned, "returned"), (isUndecided, "undecided"), (isOrphaned, "orphaned"),
    ]
    terms += marks.filter(\.0).map { "is:" + $0.1 }
    terms += TicketField.filters.compactMap { field in self[field.key].map { TicketFilter.term(field.key, $0) } }
    if let dueFrom { terms.append("due:>" + dueFrom.rfc3339) }
    if let dueBefore { terms.append("due:<" + dueBefore.rfc3339) }
    return (terms + words.map { "\"\($0)\"" }).joined(separator: " ")
  }
}
