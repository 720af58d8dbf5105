package dev.futurewire.observe;

/** What a connection can be waiting for. */
public enum Operation {
    /** {@link dev.futurewire.AsyncChannel#readLine()}. */
    READ_LINE("readLine"),
    /** {@link dev.futurewire.AsyncChannel#readLineBytes()}. */
    READ_LINE_BYTES("readLineBytes"),
    /** {@link dev.futurewire.AsyncChannel#readUntil}. */
    READ_UNTIL("readUntil"),
    /** {@link dev.futurewire.AsyncChannel#readExactly}. */
    READ_EXACTLY("readExactly"),
    /** {@link dev.futurewire.AsyncChannel#read}. */
    READ("read"),
    /** {@link dev.futurewire.AsyncChannel#readAll}. */
    READ_ALL("readAll"),
    /** A write at the high-water mark. */
    WRITE("write"),
    /** {@link dev.futurewire.AsyncChannel#flush()}. */
    FLUSH("flush"),
    /** {@link dev.futurewire.AsyncChannel#shutdownOutput()}. */
    SHUTDOWN_OUTPUT("shutdownOutput"),
    /** {@link dev.futurewire.AsyncChannel#connect}. */
    CONNECT("connect"),
    /** A TLS handshake: {@link dev.futurewire.AsyncChannel#startTls}, or one that options ask for. */
    START_TLS("startTls");

    private final String methodName;

    Operation(String methodName) {
        this.methodName = methodName;
    }

    /**
     * The method that started it.
     *
     * @return its name
     */
    public String methodName() {
        return methodName;
    }
}
