import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import TicketsUseCases

/// A place in a list of the queue: what the address of a ticket carries on, so that its page leads to the tickets beside
/// it and back to where one was.
public struct QueuePlace: Hashable, Sendable {
  /// The filter as it stands in the box.
  public var query: String
  public var order: ListTickets.Order
  /// Milliseconds of the instant by which the list has it.
  public var key: Int64
  public var group: ListTickets.Group?

  /// How lists of the queue are ordered where nothing else is asked for.
  public static let usualOrder = ListTickets.Order.urgency

  init(_ position: ListTickets.Position, in query: String, _ order: ListTickets.Order) {
    (self.query, self.order, key, group) = (query, order, position.key, position.group)
  }

  /// The members of an address or a form: `q`, `sort` where it is not the usual one, and `at`.
  /// - Returns: nil where there is no list, or its place is none: the page then stands for itself.
  init?(_ member: (String) -> String?) {
    guard let query = member("q"), let at = member("at") else { return nil }
    let parts = at.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let key = Int64(parts[0]) else { return nil }
    var group: ListTickets.Group?
    if parts.count == 2 {
      guard let named = Int(parts[1]).flatMap(ListTickets.Group.init) else { return nil }
      group = named
    }
    var order = QueuePlace.usualOrder
    if let sort = member("sort") {
      guard let named = ListTickets.Order(rawValue: sort) else { return nil }
      order = named
    }
    (self.query, self.order, self.key, self.group) = (query, order, key, group)
  }

  var at: String { group.map { "\(key).\($0.rawValue)" } ?? String(key) }
  private var sort: String? { order == QueuePlace.usualOrder ? nil : order.rawValue }

  /// The page of a ticket that was opened from here.
  func path(of number: String) -> String {
    Address.path("/tickets/" + Address.encoded(number), ["q": query, "sort": sort, "at": at])
  }

  /// What a form of the ticket's page carries along.
  var fields: KeyValuePairs<String, String?> { ["q": query, "sort": sort, "at": at] }

  func position(of ticket: RecordID) -> ListTickets.Position {
    ListTickets.Position(key: key, id: ticket, order: order, group: group)
  }

  /// The list, with the cursor where the ticket stood.
  func list(from ticket: RecordID) -> String {
    Address.path("/queue", ["q": query, "sort": sort, "at": PageCursor.write(position(of: ticket))])
  }
}

/// The tickets beside the one that is shown, in the list that it was opened from.
public struct TicketWay: Hashable, Sendable {
  public var place: QueuePlace
  /// The list, with the cursor on the ticket.
  public var list: String
  /// Pages of tickets; nil at an end of the list.
  public var previous: String?
  public var next: String?

  public init(place: QueuePlace, list: String, previous: String? = nil, next: String? = nil) {
    (self.place, self.list, self.previous, self.next) = (place, list, previous, next)
  }
}

extension Pages {
  /// The way on from a ticket, where its address or the form that was sent came from a list.
  func way(_ call: Call, from ticket: RecordID, _ form: Form? = nil) async throws -> TicketWay? {
    let query = form == nil && call.method == .get ? try call.queryPairs() : []
    let place = QueuePlace { name in form?[name] ?? query.first { $0.name == name }?.value }
    guard let place else { return nil }
    var way = TicketWay(place: place, list: place.list(from: ticket))
    let principal = try call.principal
    let beside: TicketNeighbours.Answer
    do {
      let filter = try TicketFilter(parsing: place.query, by: principal, now: call.now)
      beside = try await app.ask(
        TicketNeighbours(filter, order: place.order, of: place.position(of: ticket)), as: principal)
    } catch let error as MainstayError {
      // What is wrong with a filter is said where it stands.
      guard case .invalid = error else { throw error }
      return way
    }
    func page(_ neighbour: TicketNeighbours.Neighbour) -> String {
      QueuePlace(neighbour.position, in: place.query, place.order).path(of: neighbour.number)
    }
    (way.previous, way.next) = (beside.previous.map(page), beside.next.map(page))
    return way
  }
}
