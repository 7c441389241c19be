import AgreementsUseCases
import Core
import Journal
import Kernel
import PeopleUseCases
import Tickets

/// Opens a ticket: numbers it, routes it, finds the agreement that covers it, and starts its clocks.
public struct OpenTicket: Command {
  /// The desk's default where nil.
  public var kind: TicketKind?
  public var title: String
  public var description: String
  /// For whom it is; the principal where nil. Only staff may name another.
  public var requester: String?
  /// Priority, category, service and whatever else agreements name. A missing priority is the desk's default.
  public var attributes: [String: String]
  /// The desk's first team where nil.
  public var team: String?
  public var assignee: String?
  /// A ticket that has ended and that this one goes on from: they are linked, and what is not said is as it was there.
  public var follows: TicketKey?
  /// What holds of it unless it says otherwise, as it held of the ticket that it follows.
  var inherited: [String: String] = [:]

  public init(
    kind: TicketKind? = nil, title: String, description: String = "", requester: String? = nil,
    attributes: [String: String] = [:], team: String? = nil, assignee: String? = nil, follows: TicketKey? = nil
  ) {
    self.follows = follows
    (self.kind, self.title, self.description, self.requester) = (kind, title, description, requester)
    (self.attributes, self.team, self.assignee) = (attributes, team, assignee)
  }

  /// What a ticket takes over from the one that it follows.
  static let takenOver: Set<String> = ["service", "category", "priority", Ticket.classAttribute]

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.openTickets)
    guard let follows else { return try open(in: work) }
    var former = try work.fileToChange(follows, by: nil)
    let change = try goingOn(from: former.ticket, in: work).open(in: work)
    return try work.link(change, to: &former)
  }

  private func open(in work: Work) throws -> TicketChange {
    let isForAnother = requester.map { $0 != work.principal.name } ?? false
    let isOfAnother = attributes["organisation"].map { $0 != work.principal.organisation } ?? false
    if isForAnother || isOfAnother || team != nil || assignee != nil { try work.principal.require(.workTickets) }
    try work.readWriterAhead()
    let words = try OpeningWords(self, in: work.look)
    try check(words, in: work)
    if !work.principal.may(.workTickets) { try checkAsRequester(words) }
    return try route(words, in: work, isForAnother: isForAnother)
  }

  private func route(_ words: OpeningWords, in work: Work, isForAnother: Bool) throws -> TicketChange {
    let (kind, prefix, measure) = try words.kind()
    let facts = try OpeningStore.take(for: kind, prefix: prefix, at: work.now, in: work.transaction)
    var opening = TicketEvent.Opening(
      number: facts.number, kind: kind, measure: measure == kind.usualMeasure ? nil : measure,
      requester: requester ?? work.principal.name, attributes: words.attributes,
      team: team ?? facts.firstTeam, assignee: assignee,
      text: .init(digest: ""))
    if opening.attributes["organisation"] == nil {
      opening.attributes["organisation"] =
        isForAnother
        ? try PeopleStore.person(named: opening.requester, in: work.transaction)?.organisation
        : work.principal.organisation
    }
    try work.use(words.used)
    // A version that cannot be read keeps nobody from opening a ticket, and nobody guesses what it says.
    switch try work.look.coverage(of: opening, at: work.now, among: facts.agreements) {
    case .decided(let version): opening.agreement = version?.id
    case .undecided(let id, _): opening.undecided = id
    }
    return try work.open(opening, title: title, description: description)
  }

  /// What a requester says of a ticket: what it is about. How urgent it is, and of which kind beyond incidents and
  /// requests, the desk decides.
  private static let requesterAttributes: Set<String> = ["category", "service", "organisation"]

  private static func isForRequesters(_ kind: TicketKind, default usual: String?) -> Bool {
    kind == .incident || kind == .request || kind.rawValue == usual
  }

  /// The kinds of ticket that somebody may open, of the words of the desk, in their order.
  public static func kinds(_ words: [Word], for principal: Principal) -> [Word] {
    let kinds = words.filter { $0.list == .kind && $0.isActive }
    guard !principal.may(.workTickets) else { return kinds }
    let usual = kinds.first(where: \.isDefault)?.key
    return kinds.filter { word in
      TicketKind(rawValue: word.key).map { isForRequesters($0, default: usual) } ?? false
    }
  }

  private func checkAsRequester(_ words: OpeningWords) throws {
    var faults: [FieldFault] = []
    for (key, value) in attributes.sorted(by: { $0.key < $1.key })
    where !OpenTicket.requesterAttributes.contains(key) {
      if key == "priority", value == words.defaultKey(of: .priority) { continue }
      faults.append(FieldFault(key, "is chosen by the desk"))
    }
    if let kind, !OpenTicket.isForRequesters(kind, default: words.defaultKey(of: .kind)) {
      faults.append(FieldFault("kind", "is chosen by the desk"))
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
  }

  /// A ticket is for somebody who can read it, or for nobody who could ever be told.
  private func requesterFaults(_ requester: String, in work: Work) throws -> [FieldFault] {
    let faults = nameFaults(requester, "requester")
    guard faults.isEmpty, requester != work.principal.name,
      try PeopleStore.person(named: requester, in: work.transaction) == nil
    else { return faults }
    return [FieldFault("requester", "there is nobody called \(requester); give the name that they sign in with")]
  }

  private func check(_ words: OpeningWords, in work: Work) throws {
    var faults = TextBounds.title.faults(in: title, at: "title")
    faults += TextBounds.description.faults(in: description, at: "description")
    faults += Ticket.attributeFaults(attributes, path: "")
    for key in attributes.keys.sorted() where Ticket.reservedAttributes.contains(key) {
      faults.append(FieldFault(key, "is set by an action of its own"))
    }
    faults += try words.faults(in: work.look)
    faults += try work.look.ownerFaults(team: team, assignee: assignee, in: .ofNew(team: team))
    if let assignee, let key = words.attributes[Ticket.classAttribute], faults.isEmpty {
      let place = WorkPlace(team: team, organisation: words.attributes["organisation"])
      if let fault = try work.look.clearanceFault(of: assignee, for: key, in: place) { faults.append(fault) }
    }
    if let requester { faults += try requesterFaults(requester, in: work) }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
  }
}

extension Work {
  /// Writes a new ticket's first entry, its row and its clocks.
  func open(_ opening: TicketEvent.Opening, title: String, description: String) throws -> TicketChange {
    var opening = opening
    let text = TicketText(title: title, description: description, salt: [])
    let (reference, salt) = reference(to: text.whole)
    opening.text = reference
    let id = newID()
    var file = TicketFile(ticket: Ticket(id: id))
    let event = TicketEvent.opened(opening)
    try record(
      [Happening(kind: event.kind, at: now, payload: event.payload)], on: TicketFile.stream(of: id), isNew: true)
    file.add(event, at: now, sequence: 1)
    let clocks = try refreshClocks(of: file, isNew: true)
    try TicketStore.insert(
      file.ticket, text: TicketText(title: title, description: description, salt: salt), at: now, clocks: clocks,
      in: transaction)
    try tell([event], of: file.ticket, at: now)
    try announce(id)
    return answer(file.ticket)
  }
}

extension Look {
  /// Faults of a team that does not exist or a person who cannot be given work.
  ///
  /// - Parameter place: Where the ticket would lie; nil where that is looked at later.
  func ownerFaults(team: String?, assignee: String?, in place: WorkPlace? = nil) throws -> [FieldFault] {
    var faults: [FieldFault] = []
    if let team, try !PeopleStore.teamExists(team, in: transaction) {
      faults.append(FieldFault("team", "there is no team \(team)"))
    }
    if let assignee {
      let reach = try workReach(of: assignee)
      if reach.isNowhere {
        faults.append(WorkPlace.nobody(assignee))
      } else if let place, !place.lies(in: reach) {
        faults.append(WorkPlace.fault(assignee))
      }
    }
    return faults
  }

  /// Where somebody works on tickets, by whichever of their roles.
  func workReach(of name: String) throws -> Reach { try principal(named: name)?.reach(of: .workTickets) ?? .nowhere }
}

/// Where a ticket lies for who is to work on it.
struct WorkPlace: Hashable, Sendable {
  var team: String?
  var organisation: String?

  static func ofNew(team: String?) -> WorkPlace { WorkPlace(team: team, organisation: nil) }

  /// Whether somebody can be given it whose work reaches so far: who works on what is theirs can be given anything.
  func lies(in reach: Reach) -> Bool {
    reach.isEverywhere || reach.hasOwn || team.map(reach.allTeams.contains) ?? false
      || organisation.map(reach.organisations.contains) ?? false
  }

  static func nobody(_ assignee: String) -> FieldFault {
    FieldFault("assignee", "there is nobody called \(assignee) who can be given work")
  }

  static func fault(_ assignee: String) -> FieldFault {
    FieldFault("assignee", "\(assignee) works on tickets elsewhere only: no role of theirs reaches this one")
  }
}
