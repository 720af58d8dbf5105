package dev.futurewire.internal.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The part of DER (X.690) that is needed to convert older private key formats to PKCS#8 (RFC 5208), which the JDK reads. */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int CONTEXT_0 = 0xa0;

    private static final byte[] VERSION_0 = {0};

    /** rsaEncryption, 1.2.840.113549.1.1.1, with its NULL parameter. */
    private static final byte[] RSA = {
        0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    /** id-ecPublicKey, 1.2.840.10045.2.1. */
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private Der() {}

    static byte[] pkcs8OfRsa(byte[] pkcs1) {
        return pkcs8(RSA, pkcs1);
    }

    /** Returns the key in PKCS#8, or an empty array if it does not name its curve. */
    static byte[] pkcs8OfEc(byte[] sec1) {
        byte[] curve = curve(sec1);
        return curve.length == 0 ? curve : pkcs8(join(EC, curve), sec1);
    }

    /**
     * Returns the algorithm of a key in PKCS#8, and the curve if there is one, as dotted object identifiers; an empty array if
     * it is not PKCS#8.
     */
    static String[] algorithmOfPkcs8(byte[] pkcs8) {
        int version = inside(pkcs8, 0, SEQUENCE);
        int algorithm = version < 0 ? -1 : end(pkcs8, version);
        int identifier = algorithm < 0 ? -1 : inside(pkcs8, algorithm, SEQUENCE);
        String name = identifier < 0 ? "" : objectIdentifier(pkcs8, identifier);
        if (name.isEmpty()) {
            return new String[0];
        }
        int parameter = end(pkcs8, identifier);
        String curve = parameter < 0 || parameter >= end(pkcs8, algorithm) ? "" : objectIdentifier(pkcs8, parameter);
        return curve.isEmpty() ? new String[] {name} : new String[] {name, curve};
    }

    /** Returns where the first element inside the one at an index begins if the outer one has a given tag, else -1. */
    private static int inside(byte[] der, int at, int tag) {
        return at < der.length && (der[at] & 0xff) == tag && end(der, at) >= 0 ? content(der, at) : -1;
    }

    private static String objectIdentifier(byte[] der, int at) {
        int from = inside(der, at, OBJECT_IDENTIFIER);
        if (from < 0) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        long arc = 0;
        for (int i = from; i < end(der, at); i++) {
            arc = arc << 7 | (der[i] & 0x7f);
            if (arc > Integer.MAX_VALUE) {
                return "";
            }
            if (der[i] >= 0) {
                if (text.length() == 0) {
                    long first = Math.min(arc / 40, 2);
                    text.append(first).append('.').append(arc - 40 * first);
                } else {
                    text.append('.').append(arc);
                }
                arc = 0;
            }
        }
        return text.toString();
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, join(element(INTEGER, VERSION_0), element(SEQUENCE, algorithm), element(OCTETS, key)));
    }

    /** ECPrivateKey (RFC 5915): a version, the key, then the curve in [0]. */
    private static byte[] curve(byte[] sec1) {
        int at = content(sec1, 0);
        int end = end(sec1, 0);
        while (at >= 0 && at < end) {
            int next = end(sec1, at);
            if (next < 0) {
                break;
            }
            if ((sec1[at] & 0xff) == CONTEXT_0) {
                return Arrays.copyOfRange(sec1, content(sec1, at), next);
            }
            at = next;
        }
        return new byte[0];
    }

    /** Returns where the content of the element at an index begins, or -1. */
    private static int content(byte[] der, int at) {
        if (at + 1 >= der.length) {
            return -1;
        }
        int first = der[at + 1] & 0xff;
        int more = first < 0x80 ? 0 : first & 0x7f;
        int content = at + 2 + more;
        return more <= 2 && content <= der.length ? content : -1;
    }

    /** Returns where the element at an index ends, or -1. */
    private static int end(byte[] der, int at) {
        int content = content(der, at);
        if (content < 0) {
            return -1;
        }
        int length = der[at + 1] & 0xff;
        if (length >= 0x80) {
            length = 0;
            for (int i = at + 2; i < content; i++) {
                length = length << 8 | (der[i] & 0xff);
            }
        }
        return content + length <= der.length ? content + length : -1;
    }

    private static byte[] element(int tag, byte[] content) {
        int length = content.length;
        byte[] head = length < 0x80
                ? new byte[] {(byte) tag, (byte) length}
                : length < 0x100
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        return join(head, content);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
