#!/usr/bin/env bash
# Makes what the fuzzers of key stores begin with, by the tools that write such stores: tests/fuzz/seeds.sh FOLDER, into
# FOLDER/ssh_key and so on.
set -euo pipefail

folder=$1
mkdir -p "$folder"/{ssh_key,ppk,jks,key_text,store,scratch}
cd "$folder"
exec 3>&2 </dev/null 2>scratch/log >&2
trap 'cat scratch/log >&3' ERR

: >scratch/empty
echo -n secret >scratch/password
openssl req -x509 -newkey rsa:1024 -noenc -keyout scratch/key.pem -out scratch/certificate.pem -subj /CN=x -days 30

# The bytes of the keys themselves, too: what is in the lines of Base64.
for kind in rsa:1024 dsa:1024 ecdsa:256 ecdsa:521 ed25519:256; do
  type=${kind%:*} bits=${kind#*:}
  rm -f "scratch/$type$bits"
  ssh-keygen -q -t "$type" -b "$bits" -N '' -f "scratch/$type$bits"
  cp "scratch/$type$bits.pub" "ssh_key/$type$bits.line"
  ssh-keygen -e -m RFC4716 -f "scratch/$type$bits.pub" >"ssh_key/$type$bits.rfc4716"
  cut -d ' ' -f 2 "scratch/$type$bits.pub" | base64 -d >"ssh_key/$type$bits.blob"
  grep -v -e ----- "scratch/$type$bits" | base64 -d >"ssh_key/$type$bits.key"
done

for kind in rsa:1024 dsa:1024 ecdsa:256 ed25519:255 ed448:448; do
  for version in 2 3; do
    for password in empty password; do
      puttygen -q -t "${kind%:*}" -b "${kind#*:}" --random-device /dev/urandom -O private \
        -o "ppk/${kind%:*}$version$password" --new-passphrase "scratch/$password" \
        --ppk-param "version=$version,memory=64,passes=1"
    done
  done
done

for kind in RSA EC; do
  rm -f "scratch/$kind.jks"
  keytool -genkeypair -storetype JKS -keystore "scratch/$kind.jks" -storepass secret -keypass secret -alias a -keyalg "$kind" \
    -dname CN=x
  cp "scratch/$kind.jks" "jks/$kind.whole"
  head -c -20 "scratch/$kind.jks" >"jks/$kind" # the fuzzer has the hash at the end
done

for form in '{"kty":"RSA","bits":2048}' '{"alg":"ES256"}' '{"alg":"ES512"}' '{"kty":"oct","bytes":32}'; do
  jose jwk gen -i "$form" -o "key_text/$(tr -dc A-Za-z0-9 <<<"$form").jwk"
done
jose jwk gen -i '{"keys":[{"alg":"ES256"},{"alg":"ES384"}]}' -o key_text/set.jwk
xmlsec1 --keys --privkey-pem:own scratch/key.pem,scratch/certificate.pem key_text/keys.xml

cat scratch/key.pem scratch/certificate.pem >store/pair.pem
openssl pkcs8 -topk8 -in scratch/key.pem -passout pass:secret -iter 10 -out store/sealed.pem
openssl pkcs8 -topk8 -in scratch/key.pem -passout pass:secret -iter 10 -outform DER -out store/sealed.der
openssl rsa -in scratch/key.pem -traditional -aes128 -passout pass:secret -out store/traditional.pem
openssl rsa -in scratch/key.pem -pubout -outform DER -out store/public.der
openssl x509 -in scratch/certificate.pem -outform DER -out store/certificate.der
openssl crl2pkcs7 -nocrl -certfile scratch/certificate.pem -outform DER -out store/list.p7b
openssl pkcs12 -export -inkey scratch/key.pem -in scratch/certificate.pem -passout pass:secret -iter 10 -out store/pair.pfx
echo -n 'pkcs11:token=a%20b;id=%01;slot-id=3?module-path=/usr/lib/x.so' >store/uri
