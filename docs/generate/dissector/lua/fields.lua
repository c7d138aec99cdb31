-- The fields that filters know, made from the registry.

local xia = Proto("xia", "eXpressive Internet Architecture")
local xlmp = Proto("xlmp", "XIA Live Migration Protocol")

local all_fields = { xia = {}, xlmp = {} }

-- Adds a field to its protocol and gives it back.
local function declare(proto, field)
  table.insert(all_fields[proto], field)
  return field
end

-- Names in filters have no capital letters.
local function filter_name(name)
  return (name:gsub("%u", function(letter) return "_" .. letter:lower() end))
end

local numbers = {
  [1] = ProtoField.uint8,
  [2] = ProtoField.uint16,
  [4] = ProtoField.uint32,
  [8] = ProtoField.uint64,
}

-- A field of a number; `names` gives its values names, `unit` stands behind them.
local function number_field(proto, path, label, size, doc, names, unit, base_of)
  local make = numbers[size]
  if unit ~= nil then
    return declare(proto, make(path, label, base.UNIT_STRING, { " " .. unit }, nil, doc))
  end
  return declare(proto, make(path, label, base_of or base.DEC, names, nil, doc))
end

-- The fields of a layout, by name: rows of name, size and meaning. Three octets and more than eight are octets.
local function layout_fields(proto, prefix, layout, names)
  local fields = {}
  for _, row in ipairs(layout) do
    local path = prefix .. "." .. filter_name(row.name)
    if numbers[row.size] == nil then
      fields[row.name] = declare(proto, ProtoField.bytes(path, row.name, base.NONE, row.doc))
    else
      fields[row.name] = number_field(proto, path, row.name, row.size, row.doc, names and names[row.name])
    end
  end
  return fields
end

local fields = {}

fields.packet = layout_fields("xia", "xia", registry.packet.layout, { nextHeader = registry.packet.next_headers })
fields.node = layout_fields("xia", "xia.node", registry.node.layout, { type = registry.node.types })
fields.destination = declare("xia", ProtoField.string("xia.destination", "destination"))
fields.source = declare("xia", ProtoField.string("xia.source", "source"))
fields.payload = declare("xia", ProtoField.bytes("xia.payload", "payload"))
fields.xcmp = layout_fields("xia", "xia.xcmp", registry.xcmp.echo, { type = registry.xcmp.types })
fields.quotation = declare("xia", ProtoField.bytes("xia.xcmp.quotation", "quotation"))

fields.tunnel = layout_fields("xlmp", "xlmp.tunnel", registry.tunnel.layout)
fields.session = layout_fields("xlmp", "xlmp.session", registry.session.prefix, { kind = registry.session.kinds })
fields.datagram = layout_fields("xlmp", "xlmp.session.datagram", registry.session.datagram)
fields.segment = layout_fields("xlmp", "xlmp.session.segment", registry.session.segment)
fields.range = layout_fields("xlmp", "xlmp.session.range", registry.session.range)
fields.segment_flags = {}
for _, flag in ipairs(registry.session.flags) do
  local path = "xlmp.session.segment.flags." .. flag.name
  fields.segment_flags[flag.name] = declare("xlmp", ProtoField.bool(path, flag.name, 8, nil, flag.bit, flag.doc))
end
fields.data = declare("xlmp", ProtoField.bytes("xlmp.data", "data"))

fields.tlv = declare("xlmp", ProtoField.uint16("xlmp.tlv", "code", base.HEX))
fields.extension = declare("xlmp", ProtoField.bytes("xlmp.extension", "value"))
fields.records = {}
fields.flags = {}

-- The field of a row of a record.
local function record_field(path, row)
  if row.kind == "code" then
    return number_field("xlmp", path, row.name, row.size, row.doc, registry.code_tables[row.table])
  elseif row.kind == "uint" and row.unit == "time" then
    return declare("xlmp", ProtoField.absolute_time(path, row.name, base.UTC, row.doc))
  elseif row.kind == "uint" then
    return number_field("xlmp", path, row.name, row.size, row.doc, nil, row.unit, row.hex and base.HEX)
  elseif row.kind == "flags" then
    return number_field("xlmp", path, row.name, row.size, row.doc, nil, nil, base.HEX)
  elseif row.kind == "text" then
    return declare("xlmp", ProtoField.string(path, row.name, base.UNICODE, row.doc))
  elseif row.kind == "list" then
    return number_field("xlmp", path, row.name, 2, row.doc)
  end
  return declare("xlmp", ProtoField.bytes(path, row.name, base.NONE, row.doc))
end

for name, record in pairs(registry.records) do
  fields.records[name] = {}
  for _, row in ipairs(record) do
    local path = "xlmp." .. filter_name(name) .. "." .. filter_name(row.name)
    fields.records[name][row.name] = record_field(path, row)
    if row.kind == "flags" then
      fields.flags[path] = {}
      for _, flag in ipairs(registry.flag_tables[row.table]) do
        fields.flags[path][flag.name] = declare(
          "xlmp",
          ProtoField.bool(path .. "." .. filter_name(flag.name), flag.name, 16, nil, flag.bit, flag.doc)
        )
      end
    end
  end
end

xia.fields = all_fields.xia
xlmp.fields = all_fields.xlmp
