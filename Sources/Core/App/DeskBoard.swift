import Kernel
import Synchronization

/// What every page says of the desk, kept in the memory of each node, so that no page asks the database for it. It may
/// be a moment old: it decides nothing, and whoever needs to know asks a use case.
public final class DeskBoard: Sendable {
  public struct Card: Hashable, Sendable {
    /// What people call the desk; nil where nobody has said it.
    public var name: String?
    /// IANA name of the zone of readers whose browser has not said its own; nil where nobody has said it.
    public var timeZone: String?
    /// Paths of places of the rail that are there for a while, such as what leads through the first start.
    public var passing: Set<String>
    /// Who has a place in the rail for what they do, whatever their role: ids of people by the place's path.
    public var own: [String: Set<RecordID>]

    public init(
      name: String? = nil, timeZone: String? = nil, passing: Set<String> = [], own: [String: Set<RecordID>] = [:]
    ) { (self.name, self.timeZone, self.passing, self.own) = (name, timeZone, passing, own) }
  }

  private struct State {
    var card = Card()
    /// How many looks have begun, and which of them the card is from.
    var begun = 0
    var shown = 0
  }

  private let read: @Sendable (App) async throws -> Card
  private let state = Mutex(State())

  /// - Parameter read: Asks for the card as it stands now.
  public init(read: @escaping @Sendable (App) async throws -> Card = { _ in Card() }) { self.read = read }

  public var card: Card { state.withLock { $0.card } }

  /// Puts up what stands now. What cannot be read leaves what was put up before, and so does a look that ends behind one
  /// that began after it: it may have seen less.
  public func refresh(_ app: App) async {
    let turn = state.withLock { state in
      state.begun += 1
      return state.begun
    }
    guard let new = try? await read(app) else { return }
    state.withLock { state in
      guard turn > state.shown else { return }
      (state.card, state.shown) = (new, turn)
    }
  }

  /// What `App.changes` says where the card has changed.
  public static let change = "desk"
}

/// What a wing puts on the board of people: who has a place of its own in the rail. A change of it is announced as
/// `DeskBoard.change`.
public struct BoardNote: Sendable, AppPart {
  public static let absent: [BoardNote] = []

  /// The path of the place.
  public var path: String
  /// Those who have it.
  public var people: @Sendable (Look) throws -> Set<RecordID>

  public init(_ path: String, people: @escaping @Sendable (Look) throws -> Set<RecordID>) {
    (self.path, self.people) = (path, people)
  }
}

/// The board of an app; each wing that puts something up there makes it anew when the app is made.
public enum DeskBoardPart: AppPart {
  public static var absent: DeskBoard { DeskBoard() }
}

extension App {
  /// What every page says of the desk.
  public var board: DeskBoard { parts[DeskBoardPart.self] }
}
