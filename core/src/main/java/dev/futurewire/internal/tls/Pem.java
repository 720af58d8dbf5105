package dev.futurewire.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads PEM files (RFC 7468): certificates, and private keys in PKCS#8, PKCS#1 (RSA) and SEC 1 (EC). Fails with an {@link
 * IOException} whose message names the file and the problem.
 */
final class Pem {
    /** The size limit, also for key stores: 1 MiB. */
    static final long LARGEST_FILE = 1024 * 1024;

    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");

    /** A header of RFC 1421, as in private keys encrypted in OpenSSL's legacy format. */
    private static final Pattern HEADER = Pattern.compile("(?m)^[A-Za-z][A-Za-z0-9-]*:.*$");

    /** The first byte of DER files. */
    private static final char DER = 0x30;

    private Pem() {}

    private record Block(Path file, String label, String body) {
        boolean encrypted() {
            return label.equals("ENCRYPTED PRIVATE KEY");
        }

        boolean encryptedByOpenSsl() {
            return label.endsWith("PRIVATE KEY") && body.contains("Proc-Type:") && body.contains("ENCRYPTED");
        }

        byte[] der() throws IOException {
            try {
                String base64 = HEADER.matcher(body).replaceAll("").replaceAll("\\s", "");
                return Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException malformed) {
                throw new IOException(file + ": malformed base64 in " + label, malformed);
            }
        }
    }

    private static List<Block> blocks(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            throw new IOException(file + ": larger than " + LARGEST_FILE + " bytes, which no PEM file is");
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        List<Block> blocks = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        for (int at = 0; begin.find(at); ) {
            String label = begin.group(1);
            String endLine = "-----END " + label + "-----";
            int end = text.indexOf(endLine, begin.end());
            int next = text.indexOf("-----BEGIN ", begin.end());
            if (end < 0 || (next >= 0 && next < end)) {
                throw new IOException(file + ": " + label + " is cut off: there is no line " + endLine + " after it");
            }
            blocks.add(new Block(file, label, text.substring(begin.end(), end)));
            at = end + endLine.length();
        }
        if (blocks.isEmpty() && !text.isEmpty() && text.charAt(0) == DER) {
            throw new IOException(file + ": a binary file (DER or PKCS#12), not PEM");
        }
        return blocks;
    }

    /** Returns all certificates of a file, at least one, in their order. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
                certificates.add(certificate(file, block.der()));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + ": no certificate in it");
        }
        return certificates;
    }

    /** Parses a certificate. For malformed input the JDK throws checked and unchecked exceptions. */
    private static X509Certificate certificate(Path file, byte[] der) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException | RuntimeException malformed) {
            String unknown = EcCurves.unknownIn(malformed);
            throw new IOException(
                    file + ": "
                            + (unknown != null
                                    ? EcCurves.unsupported("the certificate's", unknown)
                                    : "malformed certificate: "
                                            + (malformed instanceof CertificateException
                                                    ? KeySource.reason(malformed)
                                                    : "its DER cannot be parsed")),
                    malformed);
        }
    }

    /** Returns the first private key of a file. */
    static PrivateKey key(Path file) throws IOException {
        for (Block block : blocks(file)) {
            if (block.encrypted()) {
                throw new IOException(
                        file + ": the private key is encrypted; decrypt it (openssl pkey) or use PKCS#12");
            }
            if (block.encryptedByOpenSsl()) {
                throw new IOException(file + ": the private key is encrypted, in OpenSSL's legacy format; decrypt it"
                        + " (openssl pkey -in " + file + " -out " + file + ".plain) or use PKCS#12");
            }
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return PrivateKeys.ofPkcs8(file, block.der());
                }
                case "RSA PRIVATE KEY" -> {
                    return PrivateKeys.ofPkcs8(file, Der.pkcs8OfRsa(block.der()));
                }
                case "EC PRIVATE KEY" -> {
                    byte[] wrapped = Der.pkcs8OfEc(block.der());
                    if (wrapped.length == 0) {
                        throw new IOException(file + ": the EC key does not name its curve");
                    }
                    return PrivateKeys.ofPkcs8(file, wrapped);
                }
                case "DSA PRIVATE KEY", "OPENSSH PRIVATE KEY" ->
                    throw new IOException(
                            file + ": not a private key that is understood (RSA, EC, EdDSA): " + block.label());
                default -> {
                    // The file may also contain certificates, EC PARAMETERS and the like.
                }
            }
        }
        throw new IOException(file + ": no private key in it");
    }
}
