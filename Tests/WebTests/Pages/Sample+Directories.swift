import Components
import Directories
import DirectoriesPages
import Kernel

extension Sample {
  static let directories = DirectoriesPage(
    rows: [
      .init(
        id: "0199", label: "HR <system>", kind: "sends people here (SCIM)", isActive: true, people: 1200, groups: 40),
      .init(
        id: "0200", label: "Login", kind: "people sign in there (OpenID Connect)", isActive: false, people: 0, groups: 0
      ),
    ], asks: true)

  static func directory(_ kind: DirectoryKind, id: String?) -> DirectoryPage {
    DirectoryPage(
      kind, id: id,
      form: FormState(
        [
          "label": "HR <system>", "version": "3", "name": "userName", "grants": "groups = it -> agent",
          "role": "requester",
        ],
        faults: [FieldFault("grants", "line 1: there is no team <x>")]),
      needsProof: true, fresh: kind == .scim && id != nil ? "mds_00" : nil, address: "https://desk.example/scim/v2",
      trial: id == nil
        ? Admission(found: nil, reasons: ["Not let in: groups must be staff, and is nothing."])
        : Admission(
          found: .init(name: "kim", displayName: "Kim <b>", email: nil, role: .agent, teams: ["desk"]),
          reasons: ["groups = it gives role agent."]))
  }
}

extension Gallery {
  static let directories: [(name: String, page: any Page, role: Role)] =
    [
      ("directories", Sample.directories, .admin), ("directories-none", DirectoriesPage(rows: []), .admin),
    ]
    + DirectoryKind.allCases.flatMap { kind in
      [
        ("directory-\(kind.rawValue)", Sample.directory(kind, id: "0199"), .admin),
        ("directory-new-\(kind.rawValue)", Sample.directory(kind, id: nil), .admin),
      ]
    }
}
