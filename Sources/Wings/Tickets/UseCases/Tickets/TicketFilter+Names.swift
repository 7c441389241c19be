import Core
import Kernel
import PeopleUseCases
import Tickets

extension TicketFilter {
  /// Tickets that are searched beyond their titles and numbers, the latest of those that the rest of a filter leaves.
  public static let mostSearched = 20_000
  /// Tickets whose values are told to who asked for one that finds nothing.
  static let mostCompared = 10_000
  /// Names that a sentence lists.
  static let mostListed = 12

  /// A fault of a term: at the filter box with what was written there, or at the parameter of its own.
  func fault(_ key: String, _ message: String) -> FieldFault {
    written[key].map { FieldFault("filter", "\($0): \(message)") } ?? FieldFault(key, message)
  }

  static func listed(_ names: [String]) -> String {
    names.count > mostListed
      ? names.prefix(mostListed).joined(separator: ", ") + ", ..." : names.joined(separator: ", ")
  }
}

extension Look {
  /// The filter with keys of teams and words and sign-in names in place of what they are called, and faults of those that
  /// are nobody's. A former name may still stand on tickets, so that is a fault only where nothing is found.
  ///
  /// - Throws: `MainstayError.invalid` where a name is that of several.
  func named(_ filter: TicketFilter) throws -> (filter: TicketFilter, unknown: [FieldFault]) {
    var (named, unknown) = (filter, [FieldFault]())
    if let team = filter.team {
      switch try match(team, PeopleStore.teams(called: team, in: transaction)) {
      case .one(let key): named.team = key
      case .several(let keys):
        throw MainstayError.invalid([filter.fault("team", "is the name of several teams: \(keys); give the key of one")]
        )
      case .none:
        let teams = try PeopleStore.teams(in: transaction).map { $0.name == $0.key ? $0.key : "\($0.key) (\($0.name))" }
        unknown.append(
          filter.fault(
            "team",
            "no team is called \(team); "
              + (teams.isEmpty ? "there are no teams" : "teams are \(TicketFilter.listed(teams))")))
      }
    }
    for (key, list) in Word.List.ofFilters { named[key] = try word(filter[key], list, key, filter, &unknown) }
    named.assignee = try person(filter.assignee, "assignee", filter, &unknown)
    named.requester = try person(filter.requester, "requester", filter, &unknown)
    return (named, unknown)
  }

  private func word(
    _ name: String?, _ list: Word.List, _ key: String, _ filter: TicketFilter, _ unknown: inout [FieldFault]
  ) throws -> String? {
    guard let name, !name.isEmpty, try WordStore.words([name], of: list, in: transaction).isEmpty else { return name }
    let words = try WordStore.readable([list], in: transaction).rows
    let asked = name.lowercased()
    let found = words.filter { $0.key.lowercased() == asked || $0.label.lowercased() == asked }.map(\.key)
    switch match(name, found) {
    case .one(let found): return found
    case .several(let found):
      throw MainstayError.invalid([filter.fault(key, "is the name of several: \(found); give the key of one")])
    case .none:
      // Priorities and categories may stand on tickets from when they were free; what these have is told instead.
      if list == .kind {
        let kinds = words.map { $0.label.lowercased() == $0.key ? $0.key : "\($0.key) (\($0.label))" }
        unknown.append(
          filter.fault(key, "is no kind of ticket of this desk; kinds are \(TicketFilter.listed(kinds))"))
      }
      return name
    }
  }

  private func person(
    _ name: String?, _ key: String, _ filter: TicketFilter, _ unknown: inout [FieldFault]
  ) throws -> String? {
    guard let name, name != principal.name else { return name }
    switch try match(name, PeopleStore.names(called: name, limit: TicketFilter.mostListed + 1, in: transaction)) {
    case .one(let found): return found
    case .several(let found):
      throw MainstayError.invalid([
        filter.fault(key, "is the name of several people: \(found); give the sign-in name of one")
      ])
    case .none: unknown.append(filter.fault(key, "nobody is called \(name); give the name that they sign in with"))
    }
    return name
  }

  private enum Match {
    case none
    case one(String)
    case several(String)
  }

  /// A key goes before names.
  private func match(_ asked: String, _ found: [String]) -> Match {
    if found.contains(asked) { return .one(asked) }
    guard let first = found.first else { return .none }
    return found.count == 1 ? .one(first) : .several(TicketFilter.listed(found))
  }

  /// What limits a search for words.
  func searchNotes(_ filter: TicketFilter) throws -> [String] {
    guard !filter.words.isEmpty, try TicketListStore.hasUnsearched(filter, in: transaction) else { return [] }
    return [
      "Words are looked for in all subjects, and in the texts of the latest \(TicketFilter.mostSearched) tickets "
        + "alone; another filter narrows which."
    ]
  }

  /// Why a filter may find nothing: a value that tickets do not have, or a filter that is none.
  func notes(onNothingFoundBy filter: TicketFilter) throws -> [String] {
    var notes: [String] = []
    for (column, asked) in [
      (TicketListStore.FreeColumn.priority, filter.priority), (.category, filter.category), (.service, filter.service),
    ] {
      guard let asked else { continue }
      let values = try TicketListStore.values(
        of: column, requester: filter.readsInternal ? nil : filter.requester, seen: filter.sight,
        latest: TicketFilter.mostCompared,
        limit: TicketFilter.mostListed + 1, in: transaction)
      if values.contains(asked) { continue }
      notes.append(
        "None of the latest tickets has the \(column.rawValue) \(asked)"
          + (values.isEmpty ? "; none has any." : "; they have \(TicketFilter.listed(values))."))
    }
    for word in filter.words {
      guard let colon = word.firstIndex(of: ":"), colon != word.startIndex,
        word[..<colon].allSatisfy({ $0.isASCII && $0.isLetter }), !word[colon...].hasPrefix("://")
      else { continue }
      notes.append(
        "There is no filter \(word[...colon]) so \(word) was looked for as a word; filters are "
          + TicketFilter.keys.map { $0 + ":" }.joined(separator: ", ") + ".")
    }
    return notes
  }
}
