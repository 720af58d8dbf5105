package dev.futurewire.server;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts ports on the command line. */
final class PortConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new TypeConversionException("'" + text + "' is not a port; it is a number from 0 to 65535");
        }
        return Integer.parseInt(text);
    }
}
