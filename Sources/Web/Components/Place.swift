import Core
import Kernel

/// A place of the product, as the rail lists it. Each wing says which there are of its own.
public struct Place: Hashable, Sendable {
  /// Where it stands in the rail.
  public enum Group: String, CaseIterable, Sendable {
    case work = "Work"
    case serviceLevels = "Service levels"
    case running = "Running it"
    /// At the rail's foot, by the reader's name.
    case own = ""

    /// The order in which a rail has them: first what a role is there for.
    static func ordered(for role: Role) -> [Group] {
      switch role {
      case .requester, .agent, .lead: [.work, .serviceLevels, .running]
      case .manager: [.serviceLevels, .work, .running]
      case .admin, .system: [.running, .work, .serviceLevels]
      }
    }
  }

  public var path: String
  public var title: String
  public var icon: Icon
  /// The key after `g` that goes there.
  public var key: String
  /// What a person must be allowed to do for this place to be of use.
  public var permission: Permission
  /// In whose rail it stands. Others who may use it find it by the palette, its key, and by links.
  public var rails: Set<Role>
  public var group: Group
  /// Its order within the group, from 1.
  public var order: Int
  /// Who begins there after signing in.
  public var homeOf: Set<Role>
  /// Its order in the bar of those who only ask; nil where it does not stand there.
  public var inBar: Int?
  /// Whether it is there for a while only: as long as the desk's board names it.
  public var isPassing: Bool

  public init(
    _ path: String, _ title: String, _ icon: Icon, key: String, _ permission: Permission, in group: Group, _ order: Int,
    rails: Set<Role>, homeOf: Set<Role> = [], inBar: Int? = nil, isPassing: Bool = false
  ) {
    (self.path, self.title, self.icon, self.key) = (path, title, icon, key)
    (self.permission, self.group, self.order, self.homeOf) = (permission, group, order, homeOf)
    (self.rails, self.inBar, self.isPassing) = (rails, inBar, isPassing)
  }
}

extension Set<Role> {
  /// Everybody who works here.
  public static let staff: Set<Role> = [.agent, .lead, .manager, .admin]
}

extension Reader {
  /// The rail's groups: what the reader uses. What they may not use is left out, and so is a group without places.
  var groups: [(title: String, places: [Place])] {
    Place.Group.ordered(for: role).compactMap { group in
      let usable = places(in: group)
      return usable.isEmpty ? nil : (group.rawValue, usable)
    }
  }

  /// Of one group, the places of the reader's rail.
  func places(in group: Place.Group) -> [Place] {
    places.filter { $0.group == group && may($0.permission) && isInRail($0) }
      .sorted { ($0.order, $0.title) < ($1.order, $1.title) }
  }

  /// All that the reader may use: the rail's first, in its order, then the others.
  public var usable: [Place] {
    let inRail = groups.flatMap(\.places) + places(in: .own)
    let others = places.filter { may($0.permission) && !inRail.contains($0) }
    return inRail + others.sorted { ($0.title, $0.path) < ($1.title, $1.path) }
  }

  /// Whether it stands in the reader's rail or bar.
  func isShown(_ place: Place) -> Bool { role == .requester ? place.inBar != nil : isInRail(place) }

  private func isInRail(_ place: Place) -> Bool { place.rails.contains(role) || ownPlaces.contains(place.path) }

  /// The places in the bar of those who only ask.
  var bar: [Place] { places.filter { $0.inBar != nil }.sorted { ($0.inBar ?? 0) < ($1.inBar ?? 0) } }
}

extension Place {
  /// Where somebody begins, by the role: while it is there, what is there for a while only.
  public static func home(of principal: Principal, among places: [Place]) -> Place? {
    let homes = places.filter { $0.homeOf.contains(principal.role) && principal.may($0.permission) }
    return homes.first(where: \.isPassing) ?? homes.first
  }
}
