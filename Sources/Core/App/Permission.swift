import Kernel

/// What a use case asks for before it does anything. Each wing says which there are for what it does, and from which
/// role on they come with the role where nobody has changed what the role allows.
public struct Permission: Hashable, Sendable {
  /// What a grant of less than everything gives of it.
  public enum Holding: Hashable, Sendable {
    /// Nothing: it is about the house as a whole.
    case house
    /// As much as of any scope: it shows or does the same whatever one works on.
    case anyScope
    /// The tickets of that scope.
    case tickets
  }

  /// `tickets.see-all`.
  public var name: String
  /// Each role may do what those before it may: this is the first that has the permission.
  public var from: Role
  /// What it lets its holder do, in words that follow "may".
  public var words: String
  public var holds: Holding

  public init(_ name: String, from: Role, _ words: String, holds: Holding = .house) {
    (self.name, self.from, self.words, self.holds) = (name, from, words, holds)
  }

  /// Use the desk at all: open tickets for oneself and follow them.
  public static let openTickets = Permission(
    "tickets.open", from: .requester, "open tickets and follow them", holds: .anyScope)
  /// See how the product's background work fares.
  public static let seeHealth = Permission("health.see", from: .lead, "see how the engine is doing")
  /// Have background work that fails tried again at once.
  public static let retryWork = Permission("engine.retry", from: .lead, "have background work that fails tried again")
  /// Reserved to the product's own parts.
  public static let runEngine = Permission("engine.run", from: .system, "run the product's own parts")
}

/// Permissions that a desk makes itself: one a class of confidential tickets.
extension Permission {
  private static let classPrefix = "tickets.read-class:"

  /// To be cleared for a class. No role has it unless somebody says so: administrators neither.
  public static func readClass(_ key: String) -> Permission {
    Permission(classPrefix + key, from: .system, "know of tickets of the class \(key)", holds: .tickets)
  }

  /// The class for which its holder is cleared; nil of what is about no class.
  public var clearsClass: String? {
    name.hasPrefix(Permission.classPrefix) ? String(name.dropFirst(Permission.classPrefix.count)) : nil
  }

  /// Those among some names, in their order: whether there is such a class, these do not say.
  public static func ofClasses(_ names: some Sequence<String>) -> [Permission] {
    names.filter { $0.hasPrefix(classPrefix) }.sorted().map { readClass(String($0.dropFirst(classPrefix.count))) }
  }
}

extension Role {
  /// Whether a permission comes with the role as the product has it.
  public func has(_ permission: Permission) -> Bool { self >= permission.from }

  /// Where a permission holds for who has this role and these grants.
  public func reach(of permission: Permission, granted access: AccessRights?) -> Reach {
    guard let access else { return has(permission) ? .everywhere : .nowhere }
    return access[permission.name]
  }
}

extension Principal {
  /// Whether they may do it anywhere.
  public func may(_ permission: Permission) -> Bool { !reach(of: permission).isNowhere }

  /// Whether they may do the same as another principal, in the same places: what was made for one is right for the
  /// other.
  public func hasSameRights(as other: Principal) -> Bool {
    role == other.role && access == other.access && clearance == other.clearance
  }

  /// Where they may do it.
  public func reach(of permission: Permission) -> Reach { role.reach(of: permission, granted: access) }

  /// Throws `forbidden` where the principal may do it nowhere.
  public func require(_ permission: Permission) throws(MainstayError) {
    guard may(permission) else { throw .forbidden(permission: permission.name) }
  }

  /// Throws `forbidden` where the principal does not do it everywhere, which says whether the reach is missing or the
  /// permission: for what is about all tickets at once.
  public func requireEverywhere(_ permission: Permission) throws(MainstayError) {
    try require(permission)
    guard reach(of: permission).isEverywhere else { throw .outOfReach(permission.name) }
  }
}

extension MainstayError {
  private static let reachMark = " everywhere"

  /// The principal has the permission, but not everywhere, as it is needed.
  public static func outOfReach(_ permission: String) -> MainstayError {
    .forbidden(permission: permission + reachMark)
  }

  /// The permission whose reach is missing, of what `forbidden` names; nil where the permission itself is.
  public static func permissionOutOfReach(_ named: String) -> String? {
    named.hasSuffix(reachMark) ? String(named.dropLast(reachMark.count)) : nil
  }
}
