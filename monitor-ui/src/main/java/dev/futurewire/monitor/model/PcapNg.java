package dev.futurewire.monitor.model;

import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.monitor.model.follow.TrafficPiece;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the traffic of a followed connection as a pcap-ng capture, for Wireshark and {@code tshark}. Addresses, ports, times and
 * bytes are real. Everything else of the packets is made up, since the monitor sees streams: a handshake, sequence numbers that
 * count the bytes from the start of following, and packets of at most 16 KiB. Missing bytes appear as a gap in the sequence.
 */
public final class PcapNg {
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;
    private static final int LINK_TYPE_RAW_IP = 101;
    private static final int MAX_PAYLOAD = 16 * 1024;
    private static final int TCP_HEADER = 20;
    private static final int IP4_HEADER = 20;
    private static final int IP6_HEADER = 40;
    private static final int SYN = 2;
    private static final int PUSH_ACK = 0x18;
    private static final int ACK = 0x10;
    private static final int FIN_ACK = 0x11;

    private final OutputStream out;
    private final End peer;
    private final End local;
    private final boolean wide;

    /** One end of the connection: its address and the sequence number of its next byte. */
    private static final class End {
        private byte[] address;
        private final int port;
        private long sequence;

        End(String text) {
            int colon = text.lastIndexOf(':');
            String host = text.substring(0, Math.max(0, colon)).replace("[", "").replace("]", "");
            address = address(host);
            port = colon >= 0 && text.substring(colon + 1).matches("\\d{1,5}")
                    ? Integer.parseInt(text.substring(colon + 1))
                    : 0;
        }

        private static byte[] address(String host) {
            boolean numeric = host.matches("[0-9.]+") || host.indexOf(':') >= 0;
            try {
                return numeric ? InetAddress.getByName(host).getAddress() : new byte[4];
            } catch (UnknownHostException notAnAddress) {
                return new byte[4];
            }
        }

        /** Converts an IPv4 address to its mapped form. */
        void widen() {
            if (address.length == 4) {
                byte[] mapped = new byte[16];
                mapped[10] = (byte) 0xFF;
                mapped[11] = (byte) 0xFF;
                System.arraycopy(address, 0, mapped, 12, 4);
                address = mapped;
            }
        }
    }

    private PcapNg(OutputStream out, ConnectionRow row) {
        this.out = out;
        peer = new End(row.peer());
        local = new End(row.local());
        wide = peer.address.length != 4 || local.address.length != 4;
        if (wide) {
            peer.widen();
            local.widen();
        }
    }

    /** Writes the traffic of a connection. */
    public static void write(Path file, ConnectionRow row, List<TrafficPiece> pieces) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            new PcapNg(out, row).write(row, pieces);
        }
    }

    private void write(ConnectionRow row, List<TrafficPiece> pieces) throws IOException {
        block(SECTION_HEADER, ints(0x1A2B3C4D, 1, -1, -1));
        byte[] name = ("Futurewire connection #" + row.id()).getBytes(StandardCharsets.UTF_8);
        ByteBuffer description = little(8 + 4 + padded(name.length) + 4);
        description.putShort((short) LINK_TYPE_RAW_IP).putShort((short) 0).putInt(0);
        description.putShort((short) 2).putShort((short) name.length).put(name);
        block(INTERFACE, description.array());
        boolean outgoing = row.direction().equals(ConnectionRow.OUT);
        End client = outgoing ? local : peer;
        End server = outgoing ? peer : local;
        long millis = pieces.isEmpty() ? row.openedAtMillis() : pieces.get(0).millis();
        start(pieces, true);
        start(pieces, false);
        packet(millis, client, server, SYN, new byte[0]);
        packet(millis, server, client, SYN | ACK, new byte[0]);
        packet(millis, client, server, ACK, new byte[0]);
        for (TrafficPiece piece : pieces) {
            End from = piece.inbound() ? peer : local;
            End to = piece.inbound() ? local : peer;
            from.sequence = 1 + piece.offset();
            for (int at = 0; at < piece.bytes().length; at += MAX_PAYLOAD) {
                int end = Math.min(piece.bytes().length, at + MAX_PAYLOAD);
                packet(piece.millis(), from, to, PUSH_ACK, Arrays.copyOfRange(piece.bytes(), at, end));
            }
        }
        if (row.closedAtMillis() > 0) {
            packet(row.closedAtMillis(), peer, local, FIN_ACK, new byte[0]);
            packet(row.closedAtMillis(), local, peer, FIN_ACK, new byte[0]);
            packet(row.closedAtMillis(), peer, local, ACK, new byte[0]);
        }
    }

    /** Sets the initial sequence number of a direction, one less than that of its first byte. */
    private void start(List<TrafficPiece> pieces, boolean inbound) {
        (inbound ? peer : local).sequence = pieces.stream()
                .filter(piece -> piece.inbound() == inbound)
                .findFirst()
                .map(TrafficPiece::offset)
                .orElse(0L);
    }

    private void packet(long millis, End from, End to, int flags, byte[] payload) throws IOException {
        ByteBuffer tcp = ByteBuffer.allocate(TCP_HEADER + payload.length);
        tcp.putShort((short) from.port).putShort((short) to.port);
        tcp.putInt((int) from.sequence).putInt((flags & ACK) == 0 ? 0 : (int) to.sequence);
        tcp.put((byte) ((TCP_HEADER / 4) << 4)).put((byte) flags).putShort((short) 0xFFFF);
        tcp.putShort((short) 0).putShort((short) 0).put(payload);
        tcp.putShort(16, (short) checksum(pseudoHeader(from, to, tcp.capacity()), tcp.array()));
        from.sequence += payload.length + ((flags & (SYN | 1)) != 0 ? 1 : 0);
        byte[] packet = ip(from, to, tcp.array());
        ByteBuffer body = little(20 + padded(packet.length));
        long micros = millis * 1000;
        body.putInt(0).putInt((int) (micros >>> 32)).putInt((int) micros);
        body.putInt(packet.length).putInt(packet.length).put(packet);
        block(PACKET, body.array());
    }

    private byte[] ip(End from, End to, byte[] tcp) {
        ByteBuffer packet = ByteBuffer.allocate((wide ? IP6_HEADER : IP4_HEADER) + tcp.length);
        if (wide) {
            packet.putInt(0x60000000).putShort((short) tcp.length).put((byte) 6).put((byte) 64);
            packet.put(from.address).put(to.address).put(tcp);
        } else {
            packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity());
            packet.putInt(0x4000).put((byte) 64).put((byte) 6).putShort((short) 0);
            packet.put(from.address).put(to.address).put(tcp);
            packet.putShort(10, (short) checksum(new byte[0], Arrays.copyOf(packet.array(), IP4_HEADER)));
        }
        return packet.array();
    }

    private byte[] pseudoHeader(End from, End to, int length) {
        ByteBuffer header = ByteBuffer.allocate(wide ? 40 : 12);
        header.put(from.address).put(to.address);
        if (wide) {
            header.putInt(length).putInt(6);
        } else {
            header.putShort((short) 6).putShort((short) length);
        }
        return header.array();
    }

    private static int checksum(byte[] first, byte[] second) {
        long sum = sum(first) + sum(second);
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return (int) ~sum & 0xFFFF;
    }

    private static long sum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (long) (bytes[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static byte[] ints(int... values) {
        ByteBuffer bytes = little(4 * values.length);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int padded(int length) {
        return (length + 3) / 4 * 4;
    }

    private void block(int type, byte[] body) throws IOException {
        int length = 12 + body.length;
        out.write(little(length)
                .putInt(type)
                .putInt(length)
                .put(body)
                .putInt(length)
                .array());
    }
}
