package dev.futurewire.monitor.decode;

import java.util.HexFormat;

/** Bytes as they were received or sent, in hexadecimal with ASCII. */
final class BytesDecoder implements MessageDecoder, MessageDecoder.Messages {
    private static final int ROW = 16;
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    @Override
    public String name() {
        return "Hex";
    }

    @Override
    public Messages start(boolean inbound) {
        return this;
    }

    @Override
    public int length(byte[] bytes, int from, int to, int seen) {
        return to - from;
    }

    @Override
    public String text(byte[] message) {
        StringBuilder text = new StringBuilder(message.length * 5);
        for (int from = 0; from < message.length; from += ROW) {
            int to = Math.min(message.length, from + ROW);
            String hex = HEX.formatHex(message, from, to);
            text.append(from == 0 ? "" : "\n")
                    .append(String.format("%04x  ", from))
                    .append(hex)
                    .append(" ".repeat(ROW * 3 - hex.length()))
                    .append(' ');
            for (int i = from; i < to; i++) {
                text.append(message[i] >= ' ' && message[i] < 0x7F ? (char) message[i] : '.');
            }
        }
        return text.toString();
    }
}
