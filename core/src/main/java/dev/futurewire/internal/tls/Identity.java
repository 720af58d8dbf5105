package dev.futurewire.internal.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key and its certificate chain.
 *
 * @param key the key
 * @param chain the key's own certificate first
 * @param names the DNS names of that certificate
 */
public record Identity(PrivateKey key, List<X509Certificate> chain, List<String> names) {
    private static final byte[] PROBE = "futurewire".getBytes(StandardCharsets.US_ASCII);

    /**
     * Combines a key and its chain.
     *
     * @param source their origin, for messages
     * @throws IOException if the key does not match the certificate, or if the JDK cannot sign with it
     */
    public static Identity of(PrivateKey key, List<X509Certificate> chain, String source) throws IOException {
        X509Certificate own = chain.get(0);
        byte[] signature;
        try {
            signature = sign(key);
        } catch (GeneralSecurityException | RuntimeException unusable) {
            throw new IOException(source + ": " + cannotSign(key, unusable), unusable);
        }
        try {
            if (!matches(key, own.getPublicKey(), signature)) {
                throw new IOException(source + ": the private key does not belong to the certificate");
            }
            return new Identity(key, List.copyOf(chain), HostNames.of(own));
        } catch (RuntimeException malformed) {
            throw new IOException(source + ": malformed certificate: " + KeySource.reason(malformed), malformed);
        }
    }

    private static byte[] sign(PrivateKey key) throws GeneralSecurityException {
        Signature signer = Signature.getInstance(signatureAlgorithm(key.getAlgorithm()));
        signer.initSign(key);
        signer.update(PROBE);
        return signer.sign();
    }

    private static boolean matches(PrivateKey key, PublicKey certified, byte[] signature) {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(signatureAlgorithm(key.getAlgorithm()));
            verifier.initVerify(certified);
            verifier.update(PROBE);
            return verifier.verify(signature);
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    private static String cannotSign(PrivateKey key, Exception failure) {
        byte[] encoded = key.getEncoded();
        String[] identifiers = encoded == null ? new String[0] : Der.algorithmOfPkcs8(encoded);
        if (key.getAlgorithm().equals("EC") && identifiers.length > 1 && !EcCurves.supported(identifiers[1])) {
            return EcCurves.unsupported("the private key's", identifiers[1]);
        }
        return "this Java cannot sign with the private key: " + KeySource.reason(failure);
    }

    private static String signatureAlgorithm(String key) {
        return switch (key) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key;
        };
    }

    /** Returns whether the key is of a type as named by the JDK: "RSA", "EC", "EC_RSA"... */
    boolean is(String keyType) {
        int underscore = keyType.indexOf('_');
        return (underscore < 0 ? keyType : keyType.substring(0, underscore)).equals(key.getAlgorithm());
    }

    boolean covers(String host) {
        return names.stream().anyMatch(name -> HostNames.covers(name, host));
    }
}
