import Application

extension Argon2Passwords: PasswordHasher {}
