import Core
import Directories
import Kernel
import TestApp
@testable import DirectoriesUseCases
@testable import PeopleUseCases

/// How people sign in: second factors, and directories.
extension Guarded {
  static let access: [Guarded] = [
    Guarded("add a directory", .manageDirectories) { _ in
      AddDirectory(DirectoryDraft(label: "HR", settings: .scim, rule: AdmissionRule(name: "userName")))
    },
    Guarded(
      through: "ChangeDirectory", "RotateDirectorySecret", "RemoveDirectory", name: "manage a directory",
      .manageDirectories
    ) {
      test, principal in
      let draft = DirectoryDraft(label: "HR", settings: .scim, rule: AdmissionRule(name: "userName"))
      let id = try await test.app.run(AddDirectory(draft), as: .system("test")).directory.id
      _ = try await test.app.run(ChangeDirectory(id, draft), as: principal)
      _ = try await test.app.run(RotateDirectorySecret(id), as: principal)
      try await test.app.run(RemoveDirectory(id), as: principal)
    },
    Guarded(through: "ChangeThroughSCIM", name: "send people here", .runEngine) { test, principal in
      do {
        _ = try await test.app.run(
          ChangeThroughSCIM(.create([:]), of: .user, by: RecordID("none")), as: principal)
      } catch MainstayError.notFound {
        // There is no such directory.
      }
    },
    Guarded("seal the secrets of directories", .runEngine) { _ in SealDirectorySecrets() },
    Guarded("note how a directory fares", .runEngine) { _ in NoteDirectory(id: RecordID("none"), trouble: nil) },
    Guarded("settle what a look found", .runEngine) { _ in
      SettleByLook(directory: RecordID("none"), account: RecordID("none"), entry: nil)
    },
    Guarded("take a sign-in that comes back", .runEngine) { _ in TakeProviderSignIn(state: "none") },
    Guarded(
      through: "BeginProviderSignIn", "EnterByDirectory", name: "come in by a directory", .runEngine
    ) { test, principal in
      do {
        _ = try await test.app.run(BeginProviderSignIn(directory: RecordID("none"), next: "/"), as: principal)
      } catch MainstayError.notFound {
        // There is none.
      }
      do {
        _ = try await test.app.run(
          EnterByDirectory(
            directory: RecordID("none"), subject: "x", said: [:], claims: [:], means: .oidc, visitor: .unknown),
          as: principal)
      } catch MainstayError.notFound {
        // There is none.
      }
    },
    Guarded("end a sign-in that waits for a code", .managePeople) { _ in
      FinishSignIn(secret: "none", code: "123456", visitor: .unknown)
    },
    Guarded(through: "SetUpAtSignIn", name: "set a second factor up on the way in", .managePeople) { test, principal in
      do {
        _ = try await test.app.run(
          SetUpAtSignIn(secret: "none", offer: "none", code: "123456", visitor: .unknown), as: principal)
      } catch MainstayError.conflict("sign-in-over", _) {
        // None waits.
      }
    },
    Guarded(through: "SetUpSecondFactor", name: "set up one's own second factor", .ownTokens) { test, principal in
      do {
        _ = try await test.app.run(SetUpSecondFactor(offer: "none", code: "123456"), as: principal)
      } catch MainstayError.invalid {
        // The offer is none.
      } catch MainstayError.notFound {
        // The system is nobody.
      }
    },
    Guarded(through: "RemoveSecondFactor", name: "take one's own second factor away", .ownTokens) { test, principal in
      do {
        _ = try await test.app.run(RemoveSecondFactor(code: "123456"), as: principal)
      } catch MainstayError.notFound {
        // The system is nobody.
      }
    },
    Guarded(through: "RenewRecoveryCodes", name: "make new recovery codes", .ownTokens) { test, principal in
      do {
        _ = try await test.app.run(RenewRecoveryCodes(code: "123456"), as: principal)
      } catch MainstayError.notFound {
        // The system is nobody.
      }
    },
    Guarded(through: "ResetSecondFactor", name: "take another's second factor away", .managePeople) { test, principal in
      do {
        _ = try await test.app.run(ResetSecondFactor(of: "ron"), as: principal)
      } catch MainstayError.conflict("no-second-factor", _) {
        // He has none.
      }
    },
    Guarded("say who needs a second factor", .managePeople) { _ in RequireSecondFactor(of: [.lead]) },
  ]

  static let accessQueries: [Guarded] = [
    Guarded(asking: "list another's sign-ins", .managePeople) { _ in ListSignIns(of: "ron") },
    Guarded(asking: "list one's sign-ins", .ownTokens) { _ in ListSignIns() },
    Guarded(asking: "see another's second factor", .managePeople) { _ in ShowSecondFactor(of: "ron") },
    Guarded(asking: "see who needs a second factor", .managePeople) { _ in ListSecondFactorRules() },
    Guarded(asking: "offer a second factor on the way in", .managePeople) { _ in OfferAtSignIn("none") },
    Guarded(asking: "list directories", .manageDirectories) { _ in ListDirectories() },
    Guarded(through: "ShowDirectory", name: "show a directory", .manageDirectories) { test, principal in
      do {
        _ = try await test.app.ask(ShowDirectory(RecordID("none")), as: principal)
      } catch MainstayError.notFound {
        // There is none.
      }
    },
    Guarded(asking: "try a rule", .manageDirectories) { _ in TryAdmission(AdmissionRule(name: "x"), on: [:]) },
    Guarded(asking: "which directory a secret is of", .runEngine) { _ in DirectoryOfSecret("none") },
    Guarded(asking: "list what a directory sent", .runEngine) { _ in
      ListThroughSCIM(of: .user, by: RecordID("none"), filter: nil, startIndex: 1, count: 1)
    },
    Guarded(through: "ShowThroughSCIM", name: "show what a directory sent", .runEngine) { test, principal in
      do {
        _ = try await test.app.ask(ShowThroughSCIM(RecordID("none"), of: .user, by: RecordID("none")), as: principal)
      } catch is SCIMFault {
        // There is none.
      }
    },
    Guarded(asking: "which directories a name may be of", .runEngine) { _ in DirectoriesOfName(name: "x") },
    Guarded(asking: "whether a name is known", .runEngine) { _ in IsKnown(name: "x") },
    Guarded(asking: "who is of a directory", .runEngine) { _ in DirectoryStanding(directory: RecordID("none")) },
    Guarded(asking: "which directories are looked at", .runEngine) { _ in DirectoriesToLookAt() },
    Guarded(asking: "where else one signs in", .managePeople) { _ in ListSignInWays() },
    Guarded(asking: "whose sign-in waits for a code", .managePeople) { _ in PendingSignInOwner("none") },
    Guarded(through: "OfferSecondFactor", name: "be offered a second factor", .ownTokens) { test, principal in
      do {
        _ = try await test.app.ask(OfferSecondFactor(), as: principal)
      } catch MainstayError.notFound {
        // The system is nobody.
      }
    },
  ]
}
