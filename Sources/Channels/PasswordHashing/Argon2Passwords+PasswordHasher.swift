import PeopleUseCases

extension Argon2Passwords: PasswordHasher {}
