import Core
import Kernel
import Storage

/// All roles: those of the product in their order, then the desk's own by name.
public struct ListRoles: Query {
  public init() {}

  public func answer(from look: Look) throws -> [AccessRole] {
    try look.principal.require(.seePeople)
    return try look.roles()
  }
}

extension Look {
  func roles() throws -> [AccessRole] {
    let said = try AccessRoleStore.all(in: transaction)
    let ofProduct = app.features.rolesOfProduct.map { role in said.first { $0.key == role.key } ?? role }
    return ofProduct + said.filter { $0.home == nil }.sorted { ($0.label, $0.key) < ($1.label, $1.key) }
  }

  /// The role of a key.
  ///
  /// - Throws: `notFound` where there is none.
  func role(_ key: String, lock: Bool = false) throws -> AccessRole {
    guard let role = try knownRole(key, lock: lock) else { throw MainstayError.notFound(kind: "role", id: key) }
    return role
  }

  /// As above; nil where there is none.
  func knownRole(_ key: String, lock: Bool = false) throws -> AccessRole? {
    try AccessRoleStore.role(key, lock: lock, in: transaction)
      ?? app.features.rolesOfProduct.first { $0.key == key }
  }
}

/// A role by its key.
public struct ShowRole: Query {
  public var key: String
  public init(_ key: String) { self.key = key }

  /// - Throws: `notFound` where there is none.
  public func answer(from look: Look) throws -> AccessRole {
    try look.principal.require(.seePeople)
    return try look.role(key)
  }
}

/// Says what a role allows, one of the product's or one of the desk's own, which it makes where there is none. Everybody
/// who holds it may do that at once.
public struct SaveRole: Command {
  public var key: String
  public var label: String
  public var permissions: Set<String>
  /// The version that the writer saw; 0 says that there was none.
  public var expecting: Int?

  public init(_ key: String, label: String, permissions: Set<String>, expecting: Int? = nil) {
    (self.key, self.label, self.permissions, self.expecting) = (key, label, permissions, expecting)
  }

  /// - Throws: `invalid` with all faults, `conflict("fixed-role")` of administrators.
  public func perform(in work: Work) throws -> AccessRole {
    try work.principal.require(.manageAccess)
    try work.look.requireFreshProof()
    try AccessRoleStore.lock(in: work.transaction)
    let home = Role(rawValue: key)
    let old = try work.look.knownRole(key, lock: true)
    try check(old, home, in: work.look)
    if let expecting, expecting != old?.version ?? 0 {
      throw MainstayError.stale(kind: "role", id: key, yours: expecting, current: old?.version ?? 0)
    }
    if old == nil, try AccessRoleStore.all(in: work.transaction).count >= AccessRole.most {
      throw MainstayError.limit(name: "roles", limit: AccessRole.most)
    }
    try work.look.requireCovers(permissions.subtracting(old?.permissions ?? []), in: .everything, at: "permissions")
    let before = try work.look.allowed(by: key)
    if !before.isSubset(of: permissions) { try work.look.requireMayTake(from: key, before) }
    let role = AccessRole(
      key: key, label: label, permissions: permissions, home: home, version: (old?.version ?? 0) + 1)
    try AccessRoleStore.save(role, at: work.now, in: work.transaction)
    try work.record(
      [
        Happening(
          kind: "role.saved", at: work.now,
          payload: [
            "label": .string(label), "permissions": .string(AccessRoleStore.text(permissions)),
            "version": .integer(Int64(role.version ?? 1)),
          ])
      ], on: RoleProjection.prefix + key)
    try work.announceStandingOfAll()
    return role
  }

  private func check(_ old: AccessRole?, _ home: Role?, in look: Look) throws {
    if home == .admin {
      throw MainstayError.conflict(
        code: "fixed-role",
        message: "Administrators may do everything, so that nobody locks the desk for good. Make another role of less.")
    }
    var faults = TextBounds.label.faults(in: label, at: "label")
    if home == .system || old == nil && !AccessRole.isKey(key) {
      faults.append(
        FieldFault(
          "key", "has 1 to 40 small letters, digits and dashes, begins with a letter, and is not the product's"))
    }
    let classes = try ClearanceStore.classes(in: look.transaction).map { Permission.readClass($0).name }
    let known = Set(look.app.features.givable.map(\.name) + classes)
    faults += permissions.subtracting(known).sorted().prefix(20).map {
      FieldFault("permissions", "there is no permission \($0)")
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
  }
}

extension Look {
  /// Refuses to take from a role that allows more than the asker may: its holders may do more.
  ///
  /// - Throws: `conflict("beyond-own")`.
  fileprivate func requireMayTake(from role: String, _ allowed: Set<String>) throws {
    let lacking = try lacking(allowed, in: .everything, until: nil)
    guard !lacking.isEmpty else { return }
    throw MainstayError.conflict(
      code: "beyond-own",
      message: "Who holds the role \(role) may do more than you: \(lacking.words). Somebody who may has to change it.")
  }
}

extension AccessRole {
  /// Whether something can be the key of a role.
  static func isKey(_ key: String) -> Bool {
    guard let first = key.utf8.first, (97...122).contains(first), key.utf8.count <= 40 else { return false }
    return key.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 0x2d }
  }
}

/// Takes away what somebody made of a role: one of the product is again as the product has it, one of the desk's own is
/// gone, where no grant gives it.
public struct RemoveRole: Command {
  public var key: String
  public var expecting: Int?
  public init(_ key: String, expecting: Int? = nil) { (self.key, self.expecting) = (key, expecting) }

  /// - Throws: `conflict("role-in-use")` where grants give it.
  public func perform(in work: Work) throws {
    try work.principal.require(.manageAccess)
    try work.look.requireFreshProof()
    try AccessRoleStore.lock(in: work.transaction)
    guard let old = try AccessRoleStore.role(key, lock: true, in: work.transaction) else {
      throw MainstayError.notFound(kind: "changed role", id: key)
    }
    if let expecting, expecting != old.version {
      throw MainstayError.stale(kind: "role", id: key, yours: expecting, current: old.version ?? 0)
    }
    if let home = old.home {
      let product = Set(work.app.features.permissions(of: home).map(\.name))
      try work.look.requireCovers(product.subtracting(old.permissions), in: .everything, at: "key")
      if !old.permissions.isSubset(of: product) { try work.look.requireMayTake(from: key, old.permissions) }
    } else if try GrantStore.isGiven(role: key, in: work.transaction) {
      throw MainstayError.conflict(
        code: "role-in-use", message: "Grants give the role \(old.label). End them first; its page lists them.")
    }
    try AccessRoleStore.delete(key, in: work.transaction)
    try work.record(
      [Happening(kind: "role.removed", at: work.now, payload: .object([:]))], on: RoleProjection.prefix + key)
    try work.announceStandingOfAll()
  }
}
