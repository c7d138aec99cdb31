-- Records: fields one behind the other. Every reader gives the place behind what it read, or nothing after a fault.

local read_record

-- Whether so many octets from a place on are there; says so in the tree when not.
local function is_there(tree, octets, at, size, path)
  if at + size <= octets:len() then return true end
  fault("xlmp", tree, "truncated", path)
  return false
end

local function read_number(tree, octets, at, row, field, path)
  local range = octets(at, row.size)
  if row.name == "reserved" then
    local item = tree:add(field, range)
    if range:bytes():tohex():find("[^0]") then
      fault("xlmp", item, "reserved-bits", path)
      return nil
    end
    return at + row.size
  end
  if row.size == 8 then
    local great = too_great(octets, at)
    local value = range:uint64():tonumber()
    local item
    if row.unit == "time" then item = tree:add(field, range, NSTime.new(math.min(value, registry.limits.latest_second), 0))
    else item = tree:add(field, range) end
    if great or (row.min and value < row.min) then
      fault("xlmp", item, "out-of-range", path)
      return nil
    end
    return at + row.size
  end
  local item, value = tree:add(field, range), range:uint()
  if (row.min and value < row.min) or (row.max and value > row.max) then
    fault("xlmp", item, "out-of-range", path)
    return nil
  end
  return at + row.size
end

local function read_flags(tree, octets, at, row, field, path)
  local range = octets(at, row.size)
  local item, rest = tree:add(field, range), range:uint()
  local full = "xlmp." .. path.filter
  for _, flag in ipairs(registry.flag_tables[row.table]) do
    item:add(fields.flags[full][flag.name], range)
    if math.floor(range:uint() / flag.bit) % 2 == 1 then rest = rest - flag.bit end
  end
  if rest ~= 0 then
    fault("xlmp", item, "reserved-bits", path.text)
    return nil
  end
  return at + row.size
end

-- Octets with length: nodes of an address, text, or octets that mean nothing here.
local function read_sized(tree, octets, at, row, field, path)
  if not is_there(tree, octets, at, 2, path) then return nil end
  local length = word(octets, at)
  local item = tree
  if length > row.max then
    fault("xlmp", tree, "too-long", path)
    return nil
  end
  if length < (row.min or 0) or (row.unit_octets and length % row.unit_octets ~= 0) then
    fault("xlmp", tree, "length-mismatch", path)
    return nil
  end
  if not is_there(tree, octets, at + 2, length, path) then return nil end
  local range = octets(at, 2 + length)
  local content = length > 0 and octets(at + 2, length) or nil
  if row.kind == "text" then
    item = tree:add(field, range, content and content:string(ENC_UTF_8) or "")
    if content and not is_text(content) then
      fault("xlmp", item, "bad-text", path)
      return nil
    end
  elseif content == nil then
    tree:add(field, range)
  else
    item = tree:add(field, content)
    if row.unit_octets == registry.node.size then add_address(item, nil, content) end
  end
  return at + 2 + length
end

local function read_list(tree, octets, at, row, field, path)
  if not is_there(tree, octets, at, 2, path) then return nil end
  local count = word(octets, at)
  local item = tree:add(field, octets(at, 2))
  if count > row.max then
    fault("xlmp", item, "too-many", path)
    return nil
  end
  local next_at = at + 2
  if count * row.least > octets:len() - next_at then
    fault("xlmp", item, "truncated", path)
    return nil
  end
  for i = 0, count - 1 do
    local member = item:add(octets(next_at, 1), row.of .. " " .. i)
    local behind = read_record(member, octets, next_at, row.of, string.format("%s[%d]", path, i))
    if behind == nil then return nil end
    member:set_len(behind - next_at)
    next_at = behind
  end
  return next_at
end

-- Reads a record from a place on.
read_record = function(tree, octets, start, name, path)
  local at = start
  for _, row in ipairs(registry.records[name]) do
    local where = path .. "." .. row.name
    local field = fields.records[name][row.name]
    local behind
    if row.size and not is_there(tree, octets, at, row.size, where) then return nil end
    if row.kind == "uint" then
      behind = read_number(tree, octets, at, row, field, where)
    elseif row.kind == "code" then
      local item = tree:add(field, octets(at, row.size))
      if registry.code_tables[row.table][octets(at, row.size):uint()] == nil then
        fault("xlmp", item, "unknown-code", where)
      else
        behind = at + row.size
      end
    elseif row.kind == "flags" then
      local filter = filter_name(name) .. "." .. filter_name(row.name)
      behind = read_flags(tree, octets, at, row, field, { text = where, filter = filter })
    elseif row.kind == "octets" then
      tree:add(field, octets(at, row.size))
      behind = at + row.size
    elseif row.kind == "list" then
      behind = read_list(tree, octets, at, row, field, where)
    else
      behind = read_sized(tree, octets, at, row, field, where)
    end
    if behind == nil then return nil end
    at = behind
  end
  return at
end
