"""Compares what the example certinfo prints with openssl(1). Usage: certinfo_test.py BUILD_FOLDER"""

import datetime
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

BUILD = pathlib.Path(sys.argv.pop(1)).resolve()

EXTENSIONS = """
subjectAltName = DNS:www.example.com, DNS:*.example.org, IP:10.0.0.1, IP:2001:db8::1
keyUsage = critical, digitalSignature, keyEncipherment, keyCertSign
extendedKeyUsage = serverAuth, clientAuth
"""
KEYS = {
    "rsa": ["rsa:2048"],
    "ec": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "ed25519": ["ed25519"],
}
# What openssl calls the documented words.
USAGES = {"Digital Signature": "Digital Signature", "Key Encipherment": "Key Encipherment",
          "Certificate Sign": "Certificate Signing"}
PURPOSES = {"TLS Web Server Authentication": "1.3.6.1.5.5.7.3.1", "TLS Web Client Authentication": "1.3.6.1.5.5.7.3.2"}
SIGNATURES = {"sha256WithRSAEncryption": "RSA_SHA256RSA", "ecdsa-with-SHA256": "ECDSA_SHA256", "ED25519": "Ed25519"}
ALGORITHMS = {"rsaEncryption": "RSA", "id-ecPublicKey": "EC", "ED25519": "Ed25519"}


def openssl(*words):
    return subprocess.run(["openssl", *words], check=True, capture_output=True, text=True).stdout


def certinfo(*words, given=""):
    return subprocess.run([BUILD / "certinfo", *words], capture_output=True, text=True, input=given, check=False)


def fields_of(text):
    """What it has printed, by names; of PEM the lines."""
    fields = {}
    name = None
    for line in text.splitlines():
        match = re.fullmatch(r"(\w+):(?: (.*))?", line)
        if match and not (name in ("PublicKey", "PrivateKey", "Encoded") and line.startswith("-----")):
            name = match[1]
            fields[name] = match[2] or ""
        else:
            fields[name] += line + "\n"
    return fields


class Certinfo(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)

    def make(self, kind, subject="/C=US/O=Example, Inc./CN=www.example.com", extensions=EXTENSIONS):
        """A certificate and its key in one file; the file of the certificate, and that of both."""
        config = self.path / "openssl.cnf"
        config.write_text(f"[req]\ndistinguished_name = name\nx509_extensions = own\n[name]\n[own]\n{extensions}",
                          encoding="utf-8")
        certificate, key, both = (self.path / f"{kind}.{end}" for end in ("pem", "key", "both"))
        openssl("req", "-x509", "-noenc", "-days", "90", "-config", str(config), "-subj", subject, "-utf8", "-newkey",
                *KEYS[kind], "-keyout", str(key), "-out", str(certificate))
        both.write_text(key.read_text() + certificate.read_text())
        return certificate, key, both

    def told(self, *words, given=""):
        done = certinfo(*words, given=given)
        self.assertEqual(done.stderr, "")
        self.assertEqual(done.returncode, 0)
        return fields_of(done.stdout)

    def check_date(self, field, certificate, option):
        iso = openssl("x509", "-noout", option, "-dateopt", "iso_8601", "-in", str(certificate)).split("=")[1].strip()
        seconds = datetime.datetime.strptime(iso, "%Y-%m-%d %H:%M:%SZ").replace(
            tzinfo=datetime.timezone.utc).timestamp()
        self.assertEqual(field, time.strftime("%d-%b-%Y %H:%M:%S", time.localtime(seconds)))

    def check_same(self, fields, certificate):
        """What openssl-x509(1) says of the certificate is what the fields say."""
        def x509(*options):
            return openssl("x509", "-noout", "-in", str(certificate), *options)

        text = x509("-text")
        self.assertEqual(fields["SerialNumber"], x509("-serial").strip().split("=")[1])
        for hash_name, field in (("md5", ""), ("sha1", "SHA1"), ("sha256", "SHA256")):
            printed = x509("-fingerprint", f"-{hash_name}").strip().split("=")[1]
            self.assertEqual(fields[f"Fingerprint{field}"], printed.lower())
            self.assertEqual(fields[f"Thumbprint{field or 'MD5'}"], printed.replace(":", ""))
        self.check_date(fields["EffectiveDate"], certificate, "-startdate")
        self.check_date(fields["ExpirationDate"], certificate, "-enddate")
        self.assertEqual(fields["Version"], "V" + re.search(r"Version: (\d)", text)[1])
        self.assertEqual(fields["PublicKey"], x509("-pubkey"))
        self.assertEqual(fields["Encoded"], certificate.read_text())
        names = re.search(r"Subject Alternative Name:[^\n]*\n *(.*)", text)[1]
        names = re.sub(r"(DNS|IP Address):", "", names).split(", ")
        # openssl writes out every zero of an address.
        self.assertEqual(fields["SubjectAltNames"], ",".join(names).replace("2001:DB8:0:0:0:0:0:1", "2001:db8::1"))
        usages = re.search(r"X509v3 Key Usage:[^\n]*\n *(.*)", text)[1].split(", ")
        self.assertEqual(fields["Usage"], ",".join(USAGES[each] for each in usages))
        self.assertEqual(fields["UsageFlags"], str(0x80 + 0x20 + 0x04))
        purposes = re.search(r"Extended Key Usage:[^\n]*\n *(.*)", text)[1].split(", ")
        self.assertEqual(fields["ExtendedKeyUsage"], ",".join(PURPOSES[each] for each in purposes))
        self.assertEqual(fields["SignatureAlgorithm"], SIGNATURES[re.search(r"Signature Algorithm: (\S+)", text)[1]])
        self.assertEqual(fields["PublicKeyAlgorithm"], ALGORITHMS[re.search(r"Public Key Algorithm: (\S+)", text)[1]])
        bits = re.search(r"Public-Key: \((\d+) bit\)", text)
        self.assertEqual(fields["PublicKeyLength"], bits[1] if bits else "256")

    def test_says_the_same_as_openssl_x509(self):
        for kind in KEYS:
            with self.subTest(kind):
                certificate, _, both = self.make(kind)
                fields = self.told(str(certificate))
                self.check_same(fields, certificate)
                self.assertEqual(fields["PrivateKeyAvailable"], "False")
                self.assertEqual(fields["PrivateKey"], "")
                fields = self.told(str(both))
                self.check_same(fields, certificate)
                self.assertEqual(fields["PrivateKeyAvailable"], "True")

    def test_writes_the_subject_as_documented(self):
        _, _, both = self.make("ec", subject="/C=US/ST=Ohio/O=Example, Inc./emailAddress=a@example.com/CN=www.example.com")
        fields = self.told(str(both))
        self.assertEqual(fields["Subject"], 'CN=www.example.com, E=a@example.com, O="Example, Inc.", S=Ohio, C=US')
        self.assertEqual(fields["Issuer"], fields["Subject"])

    def test_says_the_same_of_pkcs12(self):
        certificate, _, both = self.make("rsa")
        store = self.path / "store.pfx"
        openssl("pkcs12", "-export", "-in", str(both), "-passout", "pass:secret", "-out", str(store))
        for words, given in ((["--password=secret"], ""), (["--type=pfx", "--password=-"], "secret\n")):
            fields = self.told(str(store), *words, given=given)
            self.check_same(fields, certificate)
            self.assertEqual(fields["PrivateKeyAvailable"], "True")
            self.assertEqual(fields["StorePassword"], "***")

    def test_prints_the_private_key_only_when_asked_to(self):
        _, key, both = self.make("ec")
        self.assertNotIn("BEGIN PRIVATE KEY", certinfo(str(both)).stdout)
        self.assertEqual(self.told(str(both), "--private-key")["PrivateKey"], key.read_text())

    def test_finds_a_certificate_by_subject_and_thumbprint(self):
        certificate, _, both = self.make("ec")
        thumbprint = self.told(str(both))["ThumbprintSHA256"]
        for subject in ("www.example", f"Thumbprint={thumbprint}"):
            self.check_same(self.told(str(both), f"--subject={subject}"), certificate)
        done = certinfo(str(both), "--subject=nobody")
        self.assertEqual(done.returncode, 1)
        self.assertIn("certinfo: Cannot find specified certificate: ", done.stderr)

    def test_shows_a_terminal_nothing_that_it_would_obey(self):
        _, _, both = self.make("ec", subject="/CN=\x1b]0;owned\x07\u009b31m\u202ename\x7f")
        done = certinfo(str(both))
        self.assertEqual(done.returncode, 0)
        for sign in "\x1b\x07\u009b\u202e\x7f":
            self.assertNotIn(sign, done.stdout)
        self.assertIn("CN=\\x1B]0;owned\\x07\\xC2\\x9B31m\\xE2\\x80\\xAEname\\x7F", done.stdout)

    def test_says_what_is_wrong(self):
        _, _, both = self.make("ec")
        store = self.path / "store.pfx"
        openssl("pkcs12", "-export", "-in", str(both), "-passout", "pass:secret", "-out", str(store))
        nonsense = self.path / "nonsense"
        nonsense.write_text("nonsense")
        for words, status, said in (
            (["/nowhere/server.pem"], 1, "certinfo: Cannot open certificate store: /nowhere/server.pem: "),
            (["/nowhere/\x1bserver.pem", "--type=pem"], 1,
             "certinfo: Cannot open certificate store: "),
            ([str(nonsense)], 1, "certinfo: Cannot open certificate store: "),
            ([str(store), "--password=wrong"], 1, "password"),
            ([str(both), "--type=odd"], 2, "certinfo: --type=odd: "),
            ([], 2, "certinfo: which file?"),
        ):
            with self.subTest(words):
                done = certinfo(*words)
                self.assertEqual(done.returncode, status)
                self.assertIn(said, done.stderr)
                self.assertNotIn("\x1b", done.stderr)
                self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main()
