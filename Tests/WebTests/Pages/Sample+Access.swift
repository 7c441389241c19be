import AccessPages
import AccessUseCases
import Components
import Core
import Kernel
import MainstayServer
import PeopleUseCases

extension Sample {
  private static let groups = [
    PermissionGroup("Tickets", Wings.features.permissions.filter { $0.name.hasPrefix("tickets.") }),
    PermissionGroup("People", Wings.features.permissions.filter { $0.name.hasPrefix("people.") }),
  ]

  static let roles = RolesPage(
    rows: [
      .init(key: "agent", label: "Agent", permissions: 8, origin: "as the product has it"),
      .init(key: "watch", label: "Night <watch>", permissions: 1, origin: "of this desk"),
    ],
    form: FormState(
      ["label": "", "key": "Bad Key", "p-tickets.work": "yes"],
      faults: [FieldFault("key", "has small letters"), FieldFault("permissions", "would give what you may not do")]),
    groups: groups, needsProof: true)

  static var role: RolePage {
    var page = RolePage(
      key: "watch", label: "Night <watch>", allowed: ["tickets.see-all"], groups: groups, version: 2,
      form: FormState(["label": "Night <watch>", "p-tickets.see-all": "yes"]))
    page.needsProof = true
    page.removal = .forGood
    page.holders = [
      .init(name: "kim", path: "/people/kim/access", scope: "everywhere", from: at("2025-06-01T09:00:00Z"), until: nil),
      .init(
        name: "team network", path: "/teams/network/access", scope: "with the team network",
        from: at("2025-06-01T09:00:00Z"), until: at("2025-07-01T09:00:00Z")),
    ]
    page.pager = Pager(shows: "2 grants")
    return page
  }

  static var fixedRole: RolePage {
    RolePage(key: "admin", label: "Admin", allowed: ["tickets.see-all"], groups: groups, version: 0)
  }

  static let grants = GrantList(
    rows: [
      .init(
        id: "0199a", role: "Lead", rolePath: "/roles/lead", scope: "with the team network",
        from: at("2025-06-01T09:00:00Z"), until: at("2025-06-02T09:00:00Z"), givenBy: "ada", provenance: "by hand",
        lastUsedAt: at("2025-06-02T08:00:00Z")),
      .init(
        id: "0199b", role: "Night <watch>", rolePath: "/roles/watch", scope: "everywhere",
        from: at("2025-06-01T09:00:00Z"), until: nil, givenBy: "ada", provenance: "by the group desk", lastUsedAt: nil),
    ], path: "/teams/network/grants", page: "/teams/network/access", roles: [Choice("lead", "Lead")],
    teams: [Choice("network", "Network")],
    form: FormState(["scope": "team"], faults: [FieldFault("team", "say which")]), needsProof: true)

  static let teamAccess = TeamAccessPage(team: "network", grants: grants)
}

extension Gallery {
  static let access: [(name: String, page: any Page, role: Role)] = [
    ("roles", Sample.roles, .admin), ("role", Sample.role, .admin), ("role-fixed", Sample.fixedRole, .manager),
    ("team-access", Sample.teamAccess, .admin),
  ]
}
